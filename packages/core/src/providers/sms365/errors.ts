import type { ErrorKind, ErrorMeaning, ErrorTable } from '../../provider-call-error.ts'

const means = (kind: ErrorKind, meaning: string, advice: string): ErrorMeaning => ({ kind, meaning, advice })

const invalid = (field: string, meaning: string, advice: string): ErrorMeaning => ({
  ...means('invalid-input', meaning, advice),
  field,
})

/** Every code of the vendor's page, version 3, with the vendor's words. 218, already in the group, is a success and stands with its operation. */
export const errors: ErrorTable = {
  101: means(
    'authentication',
    'Check your credentials',
    'Either the API key (or user name and password) is wrong, or the address you call from is not on the IP white-list of the account.',
  ),
  102: invalid('to', 'Parameter to is empty', 'Give at least one recipient.'),
  103: invalid('to', 'Invalid to parameter', 'Check the number with sms365.mobile.check.'),
  104: invalid('text', 'Parameter text is empty', 'Give a text.'),
  105: means('insufficient-credit', 'Not enough balance', 'Buy credit for the account, or send to fewer recipients.'),
  106: means('rejected', 'Failed to queue the message', 'The gateway did not take the message: try again later.'),
  107: invalid('smsId', 'smsId parameter is empty', 'Give the smsId of a scheduled SMS.'),
  108: invalid('smsId', 'Invalid smsId parameter', 'Give the smsId that the send answered with.'),
  109: means('not-found', 'Message not found', 'Give the smsId of a scheduled SMS of this account.'),
  110: means('conflict', 'Message already sent', 'It was already sent or cancelled: there is nothing left to cancel.'),
  111: means('conflict', 'Message could not be deleted', 'Look at its status before you try again.'),

  201: invalid('mobile', 'Failed to parse mobile to MSISDN', 'Give the number with its country code.'),
  202: means(
    'conflict',
    'mobile is already associated with another contact',
    'Update the contact that has this number.',
  ),
  203: means(
    'rejected',
    'mobile is in your Opt-Out list',
    'The person has opted out of your messages: do not write to this number.',
  ),
  204: means('rejected', 'Could not insert contact', 'Try again later.'),
  205: invalid('mobile', 'mobile parameter is empty', 'Give a mobile number.'),
  206: invalid('sms', 'Parameter sms is malformed', 'Give a whole number of SMS; a negative one takes them back.'),
  207: invalid('cost', 'Parameter cost is malformed', 'Give the cost as a decimal number.'),
  208: invalid('userId', 'Parameter userId is empty', 'Give the userId of a sub-account.'),
  209: means('not-found', 'User is not found in the users list', 'Look the userId up with sms365.user.list.'),
  210: means(
    'conflict',
    'Removing sms from user. User has not enough balance to remove',
    'Take back at most what the sub-account has.',
  ),
  211: means('insufficient-credit', 'The main account has not enough balance', 'Buy credit for the main account.'),
  212: means('invalid-input', 'No comment parameter', 'Give the comment, or the commentId of the one to delete.'),
  213: invalid('name', 'The name parameter is missing', 'Give the group a name.'),
  214: invalid('contactId', 'contactId parameter is missing', 'Give the contactId of a contact.'),
  215: invalid('groupId', 'groupId parameter is missing', 'Give the groupId of a group.'),
  216: means('not-found', 'contactId not found in contact list', 'Look the contactId up with sms365.contact.list.'),
  217: means('not-found', 'groupId not found in group list', 'Look the groupId up with sms365.group.list.'),
  220: means('not-found', 'Comment with commentId not found', 'Look the commentId up with sms365.userComment.list.'),
  221: means(
    'rejected',
    'Could not update contact',
    'Look at the contact with sms365.contact.get, and try again later.',
  ),

  300: invalid('authId', 'There is no authId parameter', 'Give the authId that twoFactor.send answered with.'),
  301: invalid('code', 'There is no code parameter', 'Give the code that the person entered.'),
  302: means('not-found', 'No authentication message found for authId', 'Send a new code with sms365.twoFactor.send.'),

  501: invalid('to', 'Missing to, contactId or groupId parameters', 'Give at least one recipient.'),
  503: means(
    'permission',
    'Parameter from is not authorized',
    'Viber approves sender IDs: use one that sms365.viber.balance lists, or apply for it.',
  ),
  504: means('permission', 'The sender-id is paused', 'Ask sms365 to activate the sender ID again.'),
  505: invalid(
    'text',
    'Missing text for Viber message. Buttons must follow a text',
    'Give a text, or leave the button out.',
  ),
  506: invalid('text', 'Viber message text can be up to 1000 characters long', 'Shorten the text.'),
  507: invalid('buttonCaption', 'Missing button_caption parameter', 'Give the button a caption.'),
  508: invalid('buttonAction', 'Missing button_action parameter', 'Give the address that the button opens.'),
  509: invalid('image', 'Missing image parameter', 'Give the address of an image of 350 × 350 pixels.'),
  510: invalid('allDevices', 'Invalid all_devices parameter', 'Give true or false.'),
  511: invalid('image', 'Messages with image and text need also a button', 'Add buttonCaption and buttonAction.'),
  512: invalid('image', 'Messages without text can only have an image', 'Give an image alone, or add a text.'),
  // The vendor's words are minutes, its parameter is in seconds.
  513: invalid(
    'validity',
    'Invalid validity parameter',
    'Give 60 to 86400 seconds; the gateway may want at least 1800.',
  ),
  514: invalid(
    'smsFrom',
    'Invalid parameter sms_from for fall-back sms',
    'Give a sender ID of 11 letters or 16 digits.',
  ),
  515: means('invalid-input', 'Invalid parameter contactId', 'Give recipients by number.'),
  516: means('invalid-input', 'Invalid parameter groupId', 'Give recipients by number.'),
  517: means('insufficient-credit', 'Account run out of balance', 'Buy Viber credit for the account.'),
  518: means('rejected', 'Message failed', 'The gateway did not take the message: try again later.'),

  601: means('conflict', 'User is registered', 'This e-mail already has an account: use another.'),
  602: means('rejected', 'Reached maximum users', 'Ask the support of sms365 for more sub-accounts.'),
}

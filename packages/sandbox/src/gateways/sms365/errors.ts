/** Every error code of the vendor's page (version 3) in the vendor's words; the answer carries them as `remarks`. */
export const errorTexts = {
  101: 'Check your credentials',
  102: 'Parameter to is empty',
  103: 'Invalid to parameter',
  104: 'Parameter text is empty',
  105: 'Not enough balance',
  106: 'Failed to queue the message',
  107: 'smsId parameter is empty',
  108: 'Invalid smsId parameter',
  109: 'Message not found',
  110: 'Message already sent',
  111: 'Message could not be deleted',
  201: 'Failed to parse mobile to MSISDN (international format mobile number)',
  202: 'mobile is already associated with another contact',
  203: 'mobile is in your Opt-Out list',
  204: 'Could not insert contact',
  205: 'mobile parameter is empty',
  206: 'Parameter sms is malformed',
  207: 'Parameter cost is malformed',
  208: 'Parameter userId is empty',
  209: 'User is not found in the users list',
  210: 'Removing sms from user. User has not enough balance to remove',
  211: 'The main account has not enough balance',
  212: 'No comment parameter',
  213: 'The name parameter is missing',
  214: 'contacId parameter is missing',
  215: 'groupId parameter is missing',
  216: 'contactId not found in contact list',
  217: 'groupId not found in group list',
  218: 'contactId already in groupId',
  220: 'Comment with commentId not found',
  221: 'Could not update contact',
  300: 'There is no authId parameter',
  301: 'There is no code parameter',
  302: 'No authentication message found for authId',
  501: 'Missing to, contactId or groupId parameters',
  503: 'Paramater from is not authorized. You can apply for authorization by Viber.',
  504: 'The sender-id is paused. Contact us to activate it again.',
  505: 'Missing text for Viber message. Buttons must follow a text',
  506: 'Viber message text can be up to 1000 characters long',
  507: 'Missing button_caption parameter for the caption of the button',
  508: 'Missing button_action parameter',
  509: 'Missing image parameter',
  510: 'Invalid all_devices parameter',
  511: 'Messages with image and text need also a button',
  512: 'Messages without text can only have an image',
  513: 'Invalid validity parameter. Valid range is from 30 (minutes) to 1440 (minutes = 24 hours)',
  514: 'Invalid parameter sms_from for fall-back sms.',
  515: 'Invalid parameter contactId',
  516: 'Invalid parameter groupId',
  517: 'Account run out of balance',
  518: 'Message failed',
  601: 'User is registered',
  602: 'Reached maximum users. Contact support',
} as const

export type ErrorCode = keyof typeof errorTexts

/** Thrown by an endpoint that answers with an error code. */
export class Refusal extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode) {
    super(errorTexts[code])
    this.name = 'Refusal'
    this.code = code
  }
}

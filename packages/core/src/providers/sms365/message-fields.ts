import { answered, nullable } from '../../answer-fields.ts'
import { flag, id, list, messageText, optional, phoneNumber, senderId, sendTime, url } from '../../fields.ts'

/* Fields that several sending operations share. Source: api/sms, api/viber and api/2fa of the vendor's page. */

export const to = phoneNumber({
  description: 'Mobile number of the recipient with its country code; ten national digits beginning 69 are accepted',
  example: '306971234567',
})

export const recipients = list(to, {
  description: 'Mobile numbers of the recipients with their country codes',
  example: ['306971234567', '306940000000'],
})

export const messageBody = messageText({
  description: 'Text of the SMS. Without unicode, Greek is sent as unaccented capitals, 160 characters a part',
  example: 'Your table is booked for 20:00',
})

export const from = optional(
  senderId({
    description: "Sender: 11 letters and digits, or 16 digits; the account's own if left out",
    example: 'Example',
  }),
)

export const unicode = optional(
  flag({ description: 'Whether to keep every character as it is, at 70 instead of 160 a part', example: true }),
)

export const flash = optional(
  flag({ description: 'Whether the SMS appears on the display at once and is not stored', example: false }),
)

export const sendAt = optional(
  sendTime({
    description: 'When to send it, at least 60 seconds ahead; at once if left out',
    example: '2030-01-31T09:00:00+02:00',
  }),
)

export const callback = optional(
  url(
    {
      description:
        'Address called with the delivery report; msgid, status, cost, to, mcc and mnc are appended to its query. The call is not signed: put a secret of your own into it',
      example: 'https://example.com/delivery-reports?token=your-token',
    },
    'callbackUrl',
  ),
)

export const smsId = id('smsId', { description: 'Id that the send answered with', example: '1500100' })

export const cost = nullable(answered('amount', 'SMS credits it costs'))
export const balance = nullable(answered('amount', 'SMS credits left afterwards'))

/** Unix seconds, as the `timestamp` of a request wants them. */
export const toUnixSeconds = (instant: Date | undefined): number | undefined =>
  instant && Math.floor(instant.getTime() / 1_000)

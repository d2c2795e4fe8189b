import type { AnswerRecord } from '../../answer-record.ts'
import { answered, answeredChoice, nullable, record, rows } from '../../answer-fields.ts'
import { defineChoices } from '../../field-kinds.ts'
import { choice, fields, id, list, messageText, optional, phoneNumber, senderId, sendTime } from '../../fields.ts'
import { messageStatus } from '../../messages/status.ts'
import type { Resource } from '../../operation.ts'
import { UnreadableAnswerError } from '../../provider.ts'
import { isTrue, listRows, toText } from './answer.ts'
import { describeMessageError } from './errors.ts'
import { isFirstReading, toGatewayTime } from './gateway-time.ts'
import { toMessageStatus } from './message-status.ts'
import { defineOperation } from './operation.ts'
import { sentMessages } from './sent-messages.ts'

/** How many ids one call asks about. */
export const idsPerCall = 500

const messageType = defineChoices('NetoxygenMessageType', 'How an SMS appears', {
  TEXT: 'As an ordinary SMS',
  FLASH: 'On the display at once, not stored',
})

const ids = list(id('messageId', { description: 'Id that the send answered with', example: '4f0c1a' }), {
  title: 'Message IDs',
  description: 'Ids that message.send answered with',
  example: ['4f0c1a', '4f0c1b'],
})

const chunk = (values: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(values.length / idsPerCall) }, (_, index) =>
    values.slice(index * idsPerCall, (index + 1) * idsPerCall),
  )

const decodeReport = (report: AnswerRecord | null) => {
  const sentStatus = report?.optionalInteger('sent_status') ?? null
  const lastStatus = report?.optionalInteger('last_status') ?? null
  return {
    found: report !== null,
    from: report?.optionalText('from') ?? null,
    to: report?.optionalText('to') ?? null,
    length: report?.optionalInteger('length') ?? null,
    sentDate: report?.optionalText('sent_date') ?? null,
    sentStatus,
    sentStatusText: report?.optionalText('sent_status_text') ?? null,
    lastDate: report?.optionalText('last_date') ?? null,
    lastStatus,
    lastStatusText: report?.optionalText('last_status_text') ?? null,
    state: toMessageStatus(sentStatus, lastStatus),
  }
}

/** Source: send_message, get_status and cancel_message of the vendor's document "Interface XML-RPC". */
export const message = {
  title: 'Message',
  description: 'SMS to one or many, now or later',
  operations: {
    send: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'send',
      title: 'Send SMS',
      action: 'Send an SMS to one or many recipients',
      summary:
        'Sends the same SMS to one or many recipients, now or at a later time. Each recipient has a result of its own: some may fail while others are accepted. Costs credits for each part and recipient.',
      adviceWhenUnknown:
        'NetOxygen cannot look up a message without its id: compare account.credits before and after, or ask a recipient.',
      input: fields({
        to: list(
          phoneNumber({ description: 'Number of a recipient, Swiss national or international', example: '0792223344' }),
          {
            description: 'Numbers of the recipients, Swiss national (079…) or international (41…, 0041…)',
            example: ['0792223344'],
          },
        ),
        message: messageText({ description: 'Text of the SMS', example: 'Your table is booked for 20:00' }),
        sender: optional(
          senderId({
            description: 'Sender; one that the account may not use is silently replaced by its default',
            example: 'Example',
          }),
        ),
        sendAt: optional(
          sendTime(
            {
              description:
                'When to send it, at least 60 seconds ahead; at once if left out. The gateway goes by the clocks of Zurich',
              example: '2030-01-31T09:00:00+01:00',
            },
            {
              isExpressible: isFirstReading,
              exception:
                '; not in the second of the two hours that clocks in Zurich show alike when summer time ends, which the gateway cannot tell from the first',
            },
          ),
        ),
        type: optional(choice(messageType, { description: 'How the SMS appears; TEXT if left out', example: 'TEXT' })),
      }),
      output: fields({
        recipients: rows(
          record('RecipientResult', 'What the gateway said about one recipient', {
            to: answered('phoneNumber', 'Number of the recipient, as the gateway gave it'),
            accepted: answered('flag', 'Whether the message was accepted for this recipient'),
            id: nullable(
              answered('messageId', 'Id of the message, to ask for its status or to cancel it; null if refused'),
            ),
            errorCode: nullable(answered('statusNumber', 'Error code of the gateway; null if accepted')),
            errorText: nullable(answered('text', 'What the error code means and what to do')),
          }),
          'One result for each recipient',
        ),
      }),
      errors: ['FALSE'],
      examples: [
        {
          title: 'One accepted, one refused',
          input: { to: ['079 222 33 44', '123'], message: 'Your table is booked for 20:00', type: 'TEXT' },
          wire: '<?xml version="1.0" encoding="UTF-8"?><methodResponse><params><param><value><array><data><value><array><data><value><string>0792223344</string></value><value><boolean>1</boolean></value><value><string>4f0c1a</string></value></data></array></value><value><array><data><value><string>123</string></value><value><int>0</int></value><value><int>5</int></value></data></array></value></data></array></value></param></params></methodResponse>',
          output: {
            recipients: [
              { to: '0792223344', accepted: true, id: '4f0c1a', errorCode: null, errorText: null },
              {
                to: '123',
                accepted: false,
                id: null,
                errorCode: 5,
                errorText: 'Invalid destination number. Check the number of the recipient.',
              },
            ],
          },
        },
      ],
      encode({ to, message: text, sender, sendAt, type }) {
        const options = [sender ?? '', sendAt ? toGatewayTime(sendAt) : '', type?.toLowerCase() ?? '']
        // Trailing parameters that are left out mean the gateway's defaults.
        while (options.at(-1) === '') options.pop()
        return { method: 'send_message', parameters: [to, text, ...options] }
      },
      decode(answer, { to }) {
        const recipients = listRows(answer).map(([number, ok, detail], index) => {
          const accepted = isTrue(ok)
          const messageId = accepted ? toText(detail) : null
          if (accepted && messageId === null) answer.drift('value[].id', 'missing')
          const errorCode = accepted || !/^\d{1,9}$/.test(toText(detail) ?? '') ? null : Number(toText(detail))
          return {
            to: toText(number) ?? to[index] ?? '',
            accepted,
            id: messageId,
            errorCode,
            errorText: accepted ? null : (errorCode !== null && describeMessageError(errorCode)) || toText(detail),
          }
        })
        if (recipients.length === 0) throw new UnreadableAnswerError('the answer has no result for any recipient')
        if (recipients.length !== to.length) answer.drift('value[]', 'missing')
        return { recipients }
      },
      messages: sentMessages,
    }),
    status: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Get Status',
      action: 'Get the status of messages',
      summary: 'Says what became of one or many messages. Asked in requests of 500 ids each.',
      input: fields({ ids }),
      output: fields({
        messages: rows(
          record('MessageReport', 'What the gateway knows of one message', {
            id: answered('messageId', 'Id of the message'),
            found: answered('flag', 'Whether the gateway knows the id'),
            from: nullable(answered('senderId', 'Sender')),
            to: nullable(answered('phoneNumber', 'Recipient')),
            length: nullable(answered('count', 'Length as the gateway counts it')),
            sentDate: nullable(answered('timestampText', 'When it was sent, as the gateway wrote it')),
            sentStatus: nullable(answered('statusNumber', 'Error code of the sending; 1 is OK')),
            sentStatusText: nullable(answered('text', 'What the error code means')),
            lastDate: nullable(answered('timestampText', 'When the status last changed, as the gateway wrote it')),
            lastStatus: nullable(answered('statusNumber', 'Status code')),
            lastStatusText: nullable(answered('text', 'What the status code means')),
            state: answeredChoice(messageStatus, 'What became of the message'),
          }),
          'One report for each id',
        ),
      }),
      errors: ['FALSE'],
      examples: [
        {
          title: 'One delivered, one unknown',
          input: { ids: ['4f0c1a', 'nope'] },
          wire: '<?xml version="1.0" encoding="UTF-8"?><methodResponse><params><param><value><array><data><value><array><data><value><string>4f0c1a</string></value><value><struct><member><name>from</name><value><string>Example</string></value></member><member><name>to</name><value><string>41792223344</string></value></member><member><name>length</name><value><int>30</int></value></member><member><name>sent_date</name><value><string>2026-07-01 12:00:00</string></value></member><member><name>sent_status</name><value><int>1</int></value></member><member><name>sent_status_text</name><value><string>OK</string></value></member><member><name>last_date</name><value><string>2026-07-01 12:00:04</string></value></member><member><name>last_status</name><value><int>1</int></value></member><member><name>last_status_text</name><value><string>Delivered to the recipient device</string></value></member></struct></value></data></array></value><value><array><data><value><string>nope</string></value><value><boolean>0</boolean></value></data></array></value></data></array></value></param></params></methodResponse>',
          output: {
            messages: [
              {
                id: '4f0c1a',
                found: true,
                from: 'Example',
                to: '41792223344',
                length: 30,
                sentDate: '2026-07-01 12:00:00',
                sentStatus: 1,
                sentStatusText: 'OK',
                lastDate: '2026-07-01 12:00:04',
                lastStatus: 1,
                lastStatusText: 'Delivered to the recipient device',
                state: 'DELIVERED',
              },
              {
                id: 'nope',
                found: false,
                from: null,
                to: null,
                length: null,
                sentDate: null,
                sentStatus: null,
                sentStatusText: null,
                lastDate: null,
                lastStatus: null,
                lastStatusText: null,
                state: 'UNKNOWN',
              },
            ],
          },
        },
      ],
      split({ ids: asked }) {
        return chunk(asked).map((piece) => ({ ids: piece }))
      },
      join(outputs) {
        return { messages: outputs.flatMap(({ messages }) => messages) }
      },
      encode({ ids: asked }) {
        return { method: 'get_status', parameters: [asked] }
      },
      decode(answer, { ids: asked }) {
        const reports = listRows(answer).map(([messageId, details], index) => ({
          id: toText(messageId) ?? asked[index] ?? '',
          ...decodeReport(answer.nested(details, 'value[]')),
        }))
        const byId = new Map(reports.map((report) => [report.id, report]))
        // An id that the gateway does not know comes back as FALSE, or not at all.
        const found = asked.map((messageId) => byId.get(messageId) ?? { id: messageId, ...decodeReport(null) })
        const known = new Set(asked)
        const others = reports.filter(({ id: messageId }) => !known.has(messageId))
        if (others.length > 0) answer.drift('value[].id', 'changed')
        return { messages: [...found, ...others] }
      },
    }),
    cancel: defineOperation({
      kind: 'mutation',
      retry: 'safe',
      access: 'send',
      title: 'Cancel Messages',
      action: 'Cancel scheduled messages',
      summary: 'Cancels one or many messages that are scheduled and not yet sent.',
      input: fields({ ids }),
      output: fields({
        messages: rows(
          record('CancelResult', 'What became of one cancellation', {
            id: answered('messageId', 'Id of the message'),
            cancelled: answered('flag', 'Whether it was cancelled'),
          }),
          'One result for each id',
        ),
      }),
      errors: ['FALSE'],
      examples: [
        {
          title: 'One cancelled, one too late',
          input: { ids: ['4f0c1a', '4f0c1b'] },
          wire: '<?xml version="1.0" encoding="UTF-8"?><methodResponse><params><param><value><array><data><value><array><data><value><string>4f0c1a</string></value><value><boolean>1</boolean></value></data></array></value><value><array><data><value><string>4f0c1b</string></value><value><boolean>0</boolean></value></data></array></value></data></array></value></param></params></methodResponse>',
          output: {
            messages: [
              { id: '4f0c1a', cancelled: true },
              { id: '4f0c1b', cancelled: false },
            ],
          },
        },
      ],
      encode({ ids: asked }) {
        return { method: 'cancel_message', parameters: [asked] }
      },
      decode(answer, { ids: asked }) {
        const results = listRows(answer).map(([messageId, cancelled], index) => ({
          id: toText(messageId) ?? asked[index] ?? '',
          cancelled: isTrue(cancelled),
        }))
        if (results.length === 0) throw new UnreadableAnswerError('the answer has no result for any id')
        const byId = new Map(results.map((result) => [result.id, result]))
        const missing = asked.filter((messageId) => !byId.has(messageId))
        if (missing.length > 0) answer.drift('value[]', 'missing')
        return { messages: [...results, ...missing.map((messageId) => ({ id: messageId, cancelled: false }))] }
      },
      listCancelled: ({ messages }) =>
        messages.flatMap(({ id: messageId, cancelled }) => (cancelled ? [messageId] : [])),
    }),
  },
} satisfies Resource

import { answered, answeredChoice } from '../../answer-fields.ts'
import { defineChoices } from '../../field-kinds.ts'
import { fields, id, integer, messageText, optional, verificationCode } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { callback, from, to, unicode } from './message-fields.ts'
import { toMessageStatus } from './message-status.ts'
import { defineOperation } from './operation.ts'
import { planSms } from './sent-messages.ts'

const authStatus = defineChoices('Sms365AuthStatus', 'What became of the SMS with the code', {
  DELIVERED: 'Delivered to the device',
  FAILED: 'Not delivered',
  SENT: 'Sent; no delivery report yet',
  UNKNOWN: 'A status that is not known',
})

/** The letters are those of every SMS. */
const toAuthStatus = (value: string | null): keyof typeof authStatus.values => {
  const status = toMessageStatus(value)
  return status === 'DELIVERED' || status === 'FAILED' || status === 'SENT' ? status : 'UNKNOWN'
}

// Without wait and callback the gateway holds its answer back for up to ten seconds.
const defaultWaitSeconds = 10

/** Source: api/2fa of the vendor's page. */
export const twoFactor = {
  title: 'Two-Factor',
  description: 'One-time codes by SMS, and whether the entered one is right',
  operations: {
    send: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'send',
      title: 'Send Code',
      action: 'Send a one-time code by SMS',
      summary:
        'Sends an SMS with a random code of four digits that the gateway makes and checks. Waits up to 10 seconds for its delivery unless wait or callback says otherwise. Costs SMS credits.',
      adviceWhenUnknown:
        'Ask the person whether a code arrived; it cannot be checked without its authId, so it may need a second code.',
      input: fields({
        to,
        text: optional(
          messageText(
            {
              description: "Text of the SMS; %%CODE%% in it becomes the code. The gateway's own text if left out",
              example: 'Your code is %%CODE%%',
            },
            { placeholder: '%%CODE%%' },
          ),
        ),
        from,
        wait: optional(
          integer(
            { description: 'Seconds to wait for the delivery report before answering, 0 to 120', example: 0 },
            { kind: 'seconds', min: 0, max: 120 },
          ),
        ),
        callback,
        unicode,
      }),
      output: fields({
        authId: answered('authId', 'Id to check the entered code with'),
        authStatus: answeredChoice(authStatus, 'What became of the SMS so far'),
      }),
      errors: ['101', '102', '103', '105', '106'],
      examples: [
        {
          title: 'Delivered while waiting',
          input: { to: '306971234567', text: 'Your code is %%CODE%%', wait: 10 },
          wire: '{"authId":"77001","authStatus":"d","status":"1","error":"0","remarks":"Success"}',
          output: { authId: '77001', authStatus: 'DELIVERED' },
        },
        {
          title: 'Status is 1 although the SMS failed',
          input: { to: '306971234567' },
          wire: '{"authId":77002,"authStatus":"f","status":"1","error":"0"}',
          output: { authId: '77002', authStatus: 'FAILED' },
        },
        {
          title: 'A digit, as for any SMS',
          input: { to: '306971234567' },
          wire: '{"authId":77003,"authStatus":"2","status":"1","error":"0"}',
          output: { authId: '77003', authStatus: 'DELIVERED' },
        },
        {
          title: 'A status nobody knows, and the id is kept',
          input: { to: '306971234567' },
          wire: '{"authId":"77004","authStatus":"constructor","status":"1","error":"0"}',
          output: { authId: '77004', authStatus: 'UNKNOWN' },
        },
      ],
      encode({ unicode: ucs, ...input }) {
        return { endpoint: '2fa/send', parameters: { ...input, ucs } }
      },
      decode(answer) {
        return { authId: answer.text('authId'), authStatus: toAuthStatus(answer.optionalText('authStatus')) }
      },
      messages: {
        plan({ to: number, text, unicode: ucs }) {
          // The code takes the place of the word; the gateway's own text is not known.
          const body = text?.replaceAll('%%CODE%%', '0000') ?? ''
          const planned = planSms(number, { text: body, unicode: ucs })
          return [{ ...planned, text: text ?? null, parts: text === undefined ? null : planned.parts }]
        },
        // The authId is not the id of the SMS: only the delivery report tells that.
        read: ({ authStatus: status }) => [
          {
            accepted: true,
            id: null,
            cost: null,
            status: status === 'UNKNOWN' ? 'ACCEPTED' : status,
            statusRaw: null,
          },
        ],
      },
      patienceMs({ wait, callback: address }) {
        return (wait ?? (address === undefined ? defaultWaitSeconds : 0)) * 1_000
      },
    }),
    check: defineOperation({
      kind: 'mutation',
      retry: 'safe',
      access: 'send',
      title: 'Check Code',
      action: 'Check a one-time code',
      summary: 'Says whether the code that the person entered is the one that was sent.',
      input: fields({
        authId: id('authId', { description: 'Id that twoFactor.send answered with', example: '77001' }),
        code: verificationCode(
          { description: 'Code that the person entered, up to eight digits', example: '4821' },
          { from: 0, to: 99_999_999 },
        ),
      }),
      output: fields({ authenticated: answered('flag', 'Whether the code is right') }),
      errors: ['101', '300', '301', '302'],
      examples: [
        {
          title: 'Right',
          input: { authId: '77001', code: '0482' },
          wire: '{"auth":"ok","status":"1","error":"0","remarks":"Success"}',
          output: { authenticated: true },
        },
        {
          title: 'Wrong, and status is 1 all the same',
          input: { authId: '77001', code: '1111' },
          wire: '{"auth":"nok","status":"1","error":"0","remarks":"Success"}',
          output: { authenticated: false },
        },
        {
          title: 'Any other word lets nobody in',
          input: { authId: '77001', code: '1111' },
          wire: '{"auth":"maybe","status":"1","error":"0"}',
          output: { authenticated: false },
        },
      ],
      encode(input) {
        return { endpoint: '2fa/check', parameters: input }
      },
      decode(answer) {
        const auth = answer.text('auth')
        if (auth !== 'ok' && auth !== 'nok') answer.drift('auth', 'changed')
        // Only the documented word lets a person in.
        return { authenticated: auth === 'ok' }
      },
    }),
  },
} satisfies Resource

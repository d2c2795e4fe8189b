import { randomInt } from 'node:crypto'
import { fateOf } from '../../magic-numbers.ts'
import { canPay, readContent, sendSms, toStatus } from './delivery.ts'
import { type Call, type Endpoints, requireById, requireField } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { parseMobile } from './mobile-number.ts'

const defaultText = 'Your code is %%CODE%%'
const defaultWaitSeconds = 10

/** Milliseconds that the call waits for the report: none with a callback, ten seconds if nothing is said. */
const readPatienceMs = ({ wait = '', callback = '' }: Call['fields']): number => {
  if (callback.trim() !== '') return 0
  return (/^\d+$/.test(wait.trim()) ? Number(wait) : defaultWaitSeconds) * 1_000
}

/** api/2fa of the vendor's page. */
export const twoFactorEndpoints: Endpoints = {
  '2fa/send': {
    access: 'key',
    zeroed: { authId: 0, authStatus: 'f' },
    async run(call) {
      const { account, context, fields } = call
      const mobile = parseMobile(requireField(call, 'to', 102))
      if (!mobile) throw new Refusal(103)
      const code = String(randomInt(10_000)).padStart(4, '0')
      const text = (fields['text']?.trim() ? fields['text'] : defaultText).replaceAll('%%CODE%%', code)
      const content = { ...readContent(call, text), flash: false, sendAt: context.clock.now() }
      if (!canPay(account.balance, content.parts * mobile.cost, [mobile])) throw new Refusal(105)
      if (fateOf(mobile.msisdn) === 'optedOut') throw new Refusal(106)
      const reported = Promise.withResolvers<void>()
      const patienceMs = readPatienceMs(fields)
      const cancelWait = context.clock.after(patienceMs, reported.resolve)
      const message = sendSms(call, mobile, content, { code, onReport: () => reported.resolve() })
      const authId = Number(message.id)
      account.authentications.set(authId, { code })
      if (patienceMs > 0) await reported.promise
      cancelWait()
      return { authId, authStatus: toStatus(message).letter }
    },
  },
  '2fa/check': {
    access: 'key',
    run(call) {
      const authId = requireField(call, 'authId', 300)
      const code = requireField(call, 'code', 301)
      const authentication = requireById(call.account.authentications, authId, 302)
      return { auth: authentication.code === code ? 'ok' : 'nok' }
    },
  },
}

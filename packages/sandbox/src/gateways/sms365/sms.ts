import { fateOf } from '../../magic-numbers.ts'
import { list } from './answer-value.ts'
import { canPay, readContent, readRecipients, sendSms } from './delivery.ts'
import { type Endpoints, requireField } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { type Mobile, parseMobile } from './mobile-number.ts'

const isMobile = (mobile: Mobile | undefined): mobile is Mobile => mobile !== undefined

/** api/sms of the vendor's page. */
export const smsEndpoints: Endpoints = {
  'sms/send': {
    access: 'key',
    zeroed: { smsId: 0, cost: 0, balance: 0, mcc: '', mnc: '' },
    run(call) {
      const to = requireField(call, 'to', 102)
      const mobile = parseMobile(to)
      if (!mobile) throw new Refusal(103)
      requireField(call, 'text', 104)
      const content = readContent(call, call.fields['text'] ?? '')
      if (!canPay(call.account.balance, content.parts * mobile.cost, [mobile])) throw new Refusal(105)
      if (fateOf(mobile.msisdn) === 'optedOut') throw new Refusal(106)
      const message = sendSms(call, mobile, content)
      return {
        smsId: Number(message.id),
        cost: message.cost,
        balance: call.account.balance,
        mcc: mobile.mcc,
        mnc: mobile.mnc,
        remarks: 'Success: Accepted for delivery',
      }
    },
  },
  'sms/bulk': {
    access: 'key',
    zeroed: { accepted: 0, rejected: 0, balance: 0, cost: 0 },
    run(call) {
      const recipients = readRecipients(requireField(call, 'to', 102))
      const mobiles = recipients.filter(isMobile)
      if (mobiles.length === 0) throw new Refusal(103)
      requireField(call, 'text', 104)
      const content = readContent(call, call.fields['text'] ?? '')
      const cost = mobiles.reduce((sum, mobile) => sum + content.parts * mobile.cost, 0)
      if (!canPay(call.account.balance, cost, mobiles)) throw new Refusal(105)
      const accepted = mobiles.filter(({ msisdn }) => fateOf(msisdn) !== 'optedOut')
      if (accepted.length === 0) throw new Refusal(106)
      const batch = String(call.context.nextId())
      const messages = accepted.map((mobile) => sendSms(call, mobile, content, { batch }))
      return {
        id: list(
          messages.map(({ id }) => Number(id)),
          'value',
        ),
        sms: list(
          messages.map(({ id, to }) => ({ smsId: Number(id), msisdn: to })),
          'sms',
        ),
        accepted: accepted.length,
        rejected: recipients.length - accepted.length,
        cost: messages.reduce((sum, message) => sum + message.cost, 0),
        balance: call.account.balance,
      }
    },
  },
  'sms/cancel': {
    access: 'key',
    zeroed: { smsId: 0, balance: 0 },
    run(call) {
      const { account, context } = call
      const smsId = requireField(call, 'smsId', 107)
      if (!/^\d+$/.test(smsId)) throw new Refusal(108)
      const message = context.life.find('sms365', smsId)
      if (message?.account !== account.username || message.kind !== 'sms') throw new Refusal(109)
      // Its hour has come, and it is on its way out.
      if (message.status === 'accepted') throw new Refusal(111)
      if (!context.life.cancel(message)) throw new Refusal(110)
      account.balance += message.cost
      return { smsId: Number(smsId), balance: account.balance }
    },
  },
}

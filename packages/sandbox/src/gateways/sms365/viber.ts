import { fateOf } from '../../magic-numbers.ts'
import type { SandboxMessage } from '../../message.ts'
import { list } from './answer-value.ts'
import { canPay, readContent, readRecipients, sendSms } from './delivery.ts'
import { type Call, type Endpoints, requireById } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { type Mobile, parseMobile } from './mobile-number.ts'
import { type ViberContent, readViberContent } from './viber-content.ts'

/** Viber credits for one message; the vendor names no price. */
const viberCost = 0.5

/** Recipients from `to`, `contactId` or `groupId`; undefined stands for what is no number. */
const readViberRecipients = ({ account, fields }: Call): readonly (Mobile | undefined)[] => {
  const { to = '', contactId = '', groupId = '' } = fields
  const members = groupId === '' ? [] : [...requireById(account.groups, groupId, 516).members.values()]
  const single = contactId === '' ? [] : [requireById(account.contacts, contactId, 515)]
  const recipients = [...readRecipients(to), ...[...single, ...members].map(({ mobile }) => parseMobile(mobile))]
  if (recipients.length === 0) throw new Refusal(501)
  return recipients
}

const fallBack = (call: Call, mobile: Mobile, { text, from }: NonNullable<ViberContent['fallback']>): void => {
  const fields = { ...call.fields, from, timestamp: '', callback: '' }
  const withSender = { ...call, fields }
  sendSms(withSender, mobile, readContent(withSender, text))
}

const sendOne = (call: Call, mobile: Mobile, { sender, text, fallback }: ViberContent): SandboxMessage => {
  const { account, context } = call
  sender.balance -= viberCost
  return context.life.accept(
    {
      gateway: 'sms365',
      id: String(context.nextId()),
      account: account.username,
      kind: 'viber',
      to: mobile.msisdn,
      from: sender.senderId,
      text,
      code: null,
      parts: 1,
      cost: viberCost,
      unicode: true,
      flash: false,
      batch: null,
      sendAt: context.clock.now(),
      callback: null,
    },
    ({ status }) => {
      if (status === 'failed' && fallback) fallBack(call, mobile, fallback)
    },
  )
}

interface ViberSending {
  readonly sent: readonly SandboxMessage[]
  readonly rejected: number
  readonly balance: number
}

const sendAll = (call: Call): ViberSending => {
  const recipients = readViberRecipients(call)
  const content = readViberContent(call)
  const mobiles = recipients.filter((mobile) => mobile !== undefined)
  if (!canPay(content.sender.balance, mobiles.length * viberCost, mobiles)) throw new Refusal(517)
  const accepted = mobiles.filter(({ msisdn }) => fateOf(msisdn) !== 'optedOut')
  if (accepted.length === 0) throw new Refusal(518)
  const sent = accepted.map((mobile) => sendOne(call, mobile, content))
  return { sent, rejected: recipients.length - sent.length, balance: content.sender.balance }
}

/** api/viber of the vendor's page. The balance is that of the sender ID: the page says both "account" and "each one". */
export const viberEndpoints: Endpoints = {
  'viber/send': {
    access: 'key',
    zeroed: { id: 0, cost: 0, balance: 0 },
    run(call) {
      const { sent, balance } = sendAll(call)
      return {
        id: Number(sent[0]?.id),
        cost: sent.reduce((sum, { cost }) => sum + cost, 0),
        balance,
      }
    },
  },
  'viber/bulk': {
    access: 'key',
    zeroed: { accepted: 0, rejected: 0, balance: 0 },
    run(call) {
      const { sent, rejected, balance } = sendAll(call)
      return {
        id: list(
          sent.map(({ id }) => Number(id)),
          'value',
        ),
        messages: list(
          sent.map(({ id, to, cost }) => ({ id: Number(id), msisdn: to, cost })),
          'message',
        ),
        accepted: sent.length,
        rejected,
        balance,
      }
    },
  },
  'viber/balance': {
    access: 'key',
    run: ({ account }) => ({
      senders: list(
        account.viberSenders.map((sender) => ({ ...sender })),
        'sender',
        'wrapper',
      ),
    }),
  },
}

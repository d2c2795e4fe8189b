import type { SandboxMessage } from '../../message.ts'
import { type AnswerFields, AnswerTime, list } from './answer-value.ts'
import { findContactByMobile } from './contact-list.ts'
import { secondsToDeliver, toStatus } from './delivery.ts'
import type { Call, Endpoints } from './endpoint.ts'

/** SMS of the account that have gone out. */
const listSent = ({ account, context }: Call): readonly SandboxMessage[] =>
  context.life
    .list()
    .filter(({ gateway, kind }) => gateway === 'sms365' && kind === 'sms')
    .filter((message) => message.account === account.username)
    .filter(({ status }) => status !== 'scheduled' && status !== 'cancelled')

const sum = (messages: readonly SandboxMessage[]) => messages.reduce((total, { cost }) => total + cost, 0)

const describeContent = ({ from, flash, unicode, sendAt, text }: SandboxMessage): AnswerFields => ({
  sender: from,
  flash,
  unicode,
  timestamp: new AnswerTime(sendAt),
  text,
})

const describeOutcome = (message: SandboxMessage): AnswerFields => ({
  smsId: Number(message.id),
  to: message.to,
  status: toStatus(message),
  cost: message.cost,
  ttd: secondsToDeliver(message),
})

const describeBatch = (call: Call, batch: string, messages: readonly [SandboxMessage, ...SandboxMessage[]]) => ({
  groupId: Number(batch),
  ...describeContent(messages[0]),
  total: messages.length,
  cost: sum(messages),
  sms: list(
    messages.map((message) => ({
      ...describeOutcome(message),
      contactId: findContactByMobile(call.account, message.to)?.contactId ?? 0,
    })),
    'sms',
  ),
})

/** api/history of the vendor's page; a bulk is a group, everything else is single. */
export const historyEndpoints: Endpoints = {
  'history/group/list': {
    access: 'key',
    run(call) {
      const batches = Map.groupBy(
        listSent(call).filter(({ batch }) => batch !== null),
        ({ batch }) => String(batch),
      )
      const rows = [...batches].flatMap(([batch, [first, ...others]]) =>
        first ? [describeBatch(call, batch, [first, ...others])] : [],
      )
      return { historyGroup: list(rows, 'historyGroup', 'numericKeys'), total: rows.length }
    },
  },
  'history/single/list': {
    access: 'key',
    run(call) {
      const messages = listSent(call).filter(({ batch }) => batch === null)
      const rows = messages.map((message) => ({ ...describeOutcome(message), ...describeContent(message) }))
      return { sms: list(rows, 'sms', 'numericKeys'), total: rows.length, cost: sum(messages) }
    },
  },
}

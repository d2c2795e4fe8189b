import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CatalogueEntry,
  type CheckedInput,
  checkInput,
  type MessageResult,
  ProviderCallError,
} from '@heliograph/core'
import type { GraphQLError } from 'graphql'
import { type CallbackAddresses, routeCallback } from '../delivery/callback-address.ts'
import { withSentMessages } from '../delivery/sent-messages.ts'
import { applyTakenReports, keepTakenReports, listTaken, toLoggedReports } from '../delivery/taken-reports.ts'
import type { KeyClaim } from '../idempotency/key-records.ts'
import { type AnsweredAttempt, createKeyGuard, type KeyedAnswer } from '../idempotency/key-guard.ts'
import { createLeases } from '../idempotency/leases.ts'
import { type StoredAnswer, toStoredPayload } from '../idempotency/stored-answer.ts'
import type { Logger } from '../log.ts'
import type { MutationAnswer, OperationErrorObject } from '../operation-error.ts'
import type { RunningCalls } from '../running-calls.ts'
import type { StoreSettings } from '../settings/store-settings.ts'
import type { Store } from '../store/open-store.ts'
import { askStore, StoreError, toStoreUnavailable } from '../store/store-error.ts'
import type { TakenReport } from '../store/tables.ts'
import { type NewMessage, planMessages } from './plan-messages.ts'
import type { PlannedSend, SendOutcome } from './send-records.ts'
import { createSendWrites } from './send-writes.ts'

type Input = Readonly<Record<string, unknown>>

/** A mutation that a caller wants done. */
export interface SendRequest {
  readonly entry: CatalogueEntry
  readonly input: Input
  /** The caller's name. */
  readonly owner: string
  readonly key: string | undefined
  /** Calls the provider. Throws what `call` of core throws. */
  call(input: Input): Promise<MutationAnswer>
  /** The same with an input that was checked. */
  callChecked(input: CheckedInput): Promise<MutationAnswer>
  /** The failure as an object of the result union. */
  toError(error: ProviderCallError): OperationErrorObject
  /** Is given what the answer must wait for: until it ends, the store does not have what became of the send. Never rejects. */
  awaitBeforeAnswer(write: Promise<void>): void
  /** Is told that the provider was not called, because the key had been used before; and why it failed, if it did. */
  noteKeyed(failure?: { readonly kind: 'conflict'; readonly outcome: 'not-accepted' }): void
}

export interface SendingParts {
  readonly store: Store
  readonly settings: Pick<StoreSettings, 'storeTexts' | 'idempotencyHours'>
  readonly runningCalls: RunningCalls
  readonly log: Logger
  /** Where providers report; they are asked for no report unless given. */
  readonly addresses?: CallbackAddresses | undefined
  /** Providers of which reports come by themselves, whether or not a send asks for them. */
  readonly reportingProviders?: readonly string[] | undefined
  /** How long a key is held without a sign of life, in milliseconds; 15 seconds unless given. */
  readonly leaseMs?: number | undefined
}

/** What stands between a mutation and its provider: the store knows of a message before the provider does. */
export interface Sending {
  /**
   * The payload, or the failure as an object of the result union; with a key, the first answer to it. It may go out once what
   * `awaitBeforeAnswer` was given has ended. Throws a GraphQLError if the store does not answer: then nothing was sent.
   */
  run(request: SendRequest): Promise<MutationAnswer>
}

/** How long an answer waits for the store; the caller must not lose it because the store hangs. */
const patienceMs = 2_000

/** Its timer ends with it: one left behind for each send would fill the memory under load. */
const endOrPatience = (ended: Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs).unref()
    void ended.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })

/** When to try again to put down what became of a send. */
const finishDelaysMs = [200, 1_000, 3_000, 10_000, 20_000, 30_000] as const

/** When to look whether the store has put down what it did not confirm. */
const takeBackDelaysMs = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000] as const

const refused: MessageResult = { accepted: false, code: null, reason: null }

/** Only the store knows whether somebody has used the key before, so nothing is said of that. */
const refuseWithoutStore = (key: string | undefined): GraphQLError =>
  toStoreUnavailable(
    key === undefined
      ? 'Nothing was sent: the store, which must know of a message before its provider does, does not answer. Try again soon.'
      : 'This request sent nothing: the store, which must know of a message before its provider does, does not answer. Whether an earlier one with its idempotency key did cannot be told now. Try again soon, with the same key.',
  )

interface Attempt extends SendRequest {
  readonly sendId: string
  readonly checked: CheckedInput
  readonly claim: KeyClaim | undefined
  readonly messages: readonly NewMessage[]
  /** The input with our own callback address. */
  readonly routed: CheckedInput
  readonly reportsItself: boolean
}

/** What the attempt came to: what the caller gets, and what is put down. */
interface Result {
  readonly answer: MutationAnswer
  readonly messages: readonly MessageResult[]
  readonly stored: StoredAnswer | 'free'
  /** What the answer tells of other messages. */
  readonly taken: readonly TakenReport[]
}

/** What an answer says of messages. */
type ReadMessages = Pick<Result, 'messages' | 'taken'>

export const createSending = (parts: SendingParts): Sending => {
  const { store, settings, runningCalls, log, addresses, reportingProviders = [], leaseMs = 15_000 } = parts
  const { db } = store
  const times = { leaseMs, keyHours: settings.idempotencyHours }
  const leases = createLeases(db, leaseMs, log)
  const writes = createSendWrites(store, times)
  const keys = createKeyGuard(db, runningCalls.signal)

  const readMessages = ({ entry, messages, checked }: Attempt, output: MutationAnswer): ReadMessages => {
    try {
      return {
        messages: messages.length === 0 ? [] : (entry.operation.messages?.read(output, checked) ?? []),
        taken: listTaken(entry, output, checked),
      }
    } catch (error) {
      // Accepted is accepted, whatever we make of it.
      log.error(
        { operation: entry.id, error: (error as Error).name },
        'what an answer says of its messages cannot be read',
      )
      return { messages: [], taken: [] }
    }
  }

  const callProvider = async (attempt: Attempt): Promise<Result> => {
    const { entry, messages } = attempt
    try {
      const output = await attempt.callChecked(attempt.routed)
      const read = readMessages(attempt, output)
      const answer = withSentMessages(output, messages, read.messages)
      return { answer, ...read, stored: toStoredPayload(entry, answer) }
    } catch (error) {
      if (!(error instanceof ProviderCallError)) throw error
      const isRefused = error.outcome === 'not-accepted'
      const results = messages.map((): MessageResult => (isRefused ? refused : { accepted: null }))
      const answer = withSentMessages(attempt.toError(error), messages, results)
      return {
        answer,
        messages: results,
        // Whoever repeats what is safe to repeat, or took no effect, wants it done.
        stored: isRefused || entry.operation.retry === 'safe' ? 'free' : { answer },
        taken: [],
      }
    }
  }

  /** Puts down what became of an attempt, again and again while the store fails. Never rejects. */
  const finish = async (attempt: Attempt, { messages, stored, taken }: Result): Promise<void> => {
    const outcome: SendOutcome = { messages, stored, reportsItself: attempt.reportsItself, at: new Date() }
    const { sendId, entry, claim } = attempt
    let unkept = taken
    try {
      for (const delayMs of [...finishDelaysMs, undefined]) {
        try {
          await writes.finish({ sendId, messages: attempt.messages, claim, outcome })
          await keepTakenReports(db, unkept)
          unkept = []
          if (taken.length > 0) await applyTakenReports(db)
          return
        } catch (error) {
          const { name, code } = error as NodeJS.ErrnoException
          const facts = { operation: entry.id, sendId, error: name, code }
          if (delayMs === undefined || runningCalls.signal.aborted) {
            // The log is the last place where they can be kept.
            const providerMessageIds = messages.flatMap((message) => (message.accepted ? [message.id] : []))
            return log.fatal(
              { ...facts, providerMessageIds, ...(unkept.length > 0 && { taken: toLoggedReports(unkept) }) },
              'what became of a send is lost: the store does not answer',
            )
          }
          log.error(facts, 'the store does not take what became of a send; trying again')
          await sleep(delayMs, undefined, { signal: runningCalls.signal }).catch(() => undefined)
        }
      }
    } finally {
      leases.end(sendId)
    }
  }

  const carryOut = async (attempt: Attempt): Promise<AnsweredAttempt> => {
    try {
      const result = await callProvider(attempt)
      return { answer: result.answer, finished: runningCalls.add(finish(attempt, result)) }
    } catch (error) {
      leases.end(attempt.sendId)
      throw error
    }
  }

  /** A connection may break between the commit and its confirmation: nothing was sent then, and nothing should say otherwise. */
  const takeBack = async (planned: PlannedSend) => {
    const nothing = {
      messages: planned.messages.map(() => refused),
      stored: 'free',
      reportsItself: false,
      at: new Date(),
    } as const
    for (const delayMs of takeBackDelaysMs) {
      await sleep(delayMs, undefined, { ref: false, signal: runningCalls.signal }).catch(() => undefined)
      try {
        return await writes.finish({ ...planned, outcome: nothing })
      } catch {
        if (runningCalls.signal.aborted) return
      }
    }
  }

  /** Puts the messages down and takes the key, if there is one. Undefined if somebody has it. */
  const begin = async (request: SendRequest, checked: CheckedInput, claim?: KeyClaim): Promise<Attempt | undefined> => {
    const { entry, owner, key } = request
    // What is told once must not be read while it cannot be kept.
    if (entry.operation.listTold) await askStore(applyTakenReports(db))
    const sendId = randomUUID()
    const planned = planMessages(entry, checked, { owner, key, storeTexts: settings.storeTexts })
    const [first] = planned
    const { input: routed, callbackUrl } = routeCallback(entry, checked, first && addresses?.addressOf(first.id))
    const messages = planned.map((message) => ({ ...message, callback_url: callbackUrl }))
    try {
      if (!(await askStore(writes.begin({ sendId, messages, claim })))) return undefined
    } catch (error) {
      void takeBack({ sendId, messages, claim })
      throw error
    }
    if (claim) leases.begin(sendId, claim)
    const reportsItself = routed !== checked || reportingProviders.includes(entry.provider.name)
    return { ...request, sendId, checked, claim, messages, routed, reportsItself }
  }

  const runWithoutKey = async (request: SendRequest, checked: CheckedInput): Promise<KeyedAnswer> => {
    const attempt = await begin(request, checked)
    if (!attempt) throw new TypeError('A request without a key found one taken')
    return { ...(await carryOut(attempt)), from: 'this' }
  }

  const runWithKey = (request: SendRequest, checked: CheckedInput, key: string): Promise<KeyedAnswer> => {
    const { entry, owner, toError } = request
    return keys.once({ entry, checked, owner, key, toError }, async (claim) => {
      const attempt = await begin(request, checked, claim)
      return attempt && carryOut(attempt)
    })
  }

  return {
    async run(request) {
      const { entry, input, key } = request
      const checked = checkInput(entry, input, Date.now())
      // The call says what is wrong with it, and sends nothing.
      if ('issues' in checked) return request.call(input)
      try {
        const { answer, finished, from } = await (key === undefined
          ? runWithoutKey(request, checked.input)
          : runWithKey(request, checked.input, key))
        if (finished) request.awaitBeforeAnswer(endOrPatience(finished))
        if (from === 'earlier') request.noteKeyed()
        if (from === 'conflict') request.noteKeyed({ kind: 'conflict', outcome: 'not-accepted' })
        return answer
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
        log.error({ operation: entry.id, code: error.code }, 'the store does not answer, so nothing was sent')
        throw refuseWithoutStore(key)
      }
    },
  }
}

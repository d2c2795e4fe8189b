import type { KeyObject } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CatalogueEntry, type CheckedInput, ProviderCallError, toCallError } from '@heliograph/core'
import { type MutationAnswer, type OperationErrorObject, toKeyedError } from '../operation-error.ts'
import { readSecret } from '../store/secrets.ts'
import { askStore } from '../store/store-error.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { digestInput, digestSecretName } from './input-digest.ts'
import { type HeldKey, type KeyClaim, readHeldKey } from './key-records.ts'

/** A mutation with a key. */
export interface KeyedRequest {
  readonly entry: CatalogueEntry
  readonly checked: CheckedInput
  /** The caller's name. */
  readonly owner: string
  readonly key: string
  /** The failure as an object of the result union. */
  toError(error: ProviderCallError): OperationErrorObject
}

/** What was answered, and what settles once the store has it or never will. */
export interface AnsweredAttempt {
  readonly answer: MutationAnswer
  readonly finished: Promise<void>
}

/** Lets the first request with a key through, and answers the others with what came of it. */
export interface KeyGuard {
  /**
   * `attempt` takes the key and does the work; it resolves with undefined, and has done nothing, where somebody has the key.
   * Rejects as `attempt` does, with StoreError, or with a ProviderCallError where the server stops.
   */
  once(request: KeyedRequest, attempt: (claim: KeyClaim) => Promise<AnsweredAttempt | undefined>): Promise<KeyedAnswer>
}

/** An answer, and whether it comes from this request, from an earlier one, or from neither. */
export interface KeyedAnswer extends Partial<AnsweredAttempt> {
  readonly answer: MutationAnswer
  readonly from: 'this' | 'earlier' | 'conflict'
}

interface RunningKey {
  readonly digest: string
  readonly answered: Promise<KeyedAnswer>
}

const firstLookMs = 50
const longestLookMs = 500

const matches = ({ operation, digest }: KeyClaim, held: HeldKey): boolean =>
  held.operation === operation && held.digest === digest

const toConflict = ({ entry }: KeyedRequest): KeyedAnswer => ({
  answer: toKeyedError(
    entry,
    'this idempotency key belongs to another request, of another operation or with another input. Nothing was sent or changed. Use a new key for each thing to do.',
  ),
  from: 'conflict',
})

const toEarlierAnswer = ({ entry, toError }: KeyedRequest, held: HeldKey): MutationAnswer => {
  if (held.result === null) {
    const what = 'the request that first came with this idempotency key was cut short'
    return toError(toCallError(entry, { kind: 'cancelled', outcome: 'unknown', what }, 0))
  }
  if ('answer' in held.result) return held.result.answer
  const when = held.created_at.toISOString()
  return toKeyedError(
    entry,
    `the request that first came with this idempotency key, at ${when}, succeeded. Its answer holds a secret, which is not kept. Use a new key to do it again.`,
  )
}

const tellToAskAgain = ({ id, provider }: CatalogueEntry): ProviderCallError =>
  new ProviderCallError({
    kind: 'cancelled',
    outcome: 'unknown',
    provider: provider.name,
    operation: id,
    isRetryable: true,
    message: `${id}: this server stops while another request with this idempotency key is under way. Ask again with the same key: it tells what came of it, and does nothing twice.`,
  })

export const createKeyGuard = (db: StoreDatabase, stopping: AbortSignal): KeyGuard => {
  const running = new Map<string, RunningKey>()
  let secret: Promise<KeyObject> | undefined
  const readDigestSecret = async () => {
    secret ??= askStore(readSecret(db, digestSecretName))
    try {
      return await secret
    } catch (error) {
      secret = undefined
      throw error
    }
  }

  /** What came of the request that has the key; undefined if it gave the key back. */
  const waitFor = async ({ entry }: KeyedRequest, claim: KeyClaim): Promise<HeldKey | undefined> => {
    for (let delayMs = firstLookMs; ; delayMs = Math.min(delayMs * 1.5, longestLookMs)) {
      const held = await askStore(readHeldKey(db, claim))
      if (!held || held.result !== null || held.is_lapsed || !matches(claim, held)) return held
      try {
        await sleep(delayMs, undefined, { signal: stopping })
      } catch {
        throw tellToAskAgain(entry)
      }
    }
  }

  const attemptOrWait = async (
    request: KeyedRequest,
    claim: KeyClaim,
    attempt: (claim: KeyClaim) => Promise<AnsweredAttempt | undefined>,
  ): Promise<KeyedAnswer> => {
    for (;;) {
      const answered = await attempt(claim)
      if (answered) return { ...answered, from: 'this' }
      const held = await waitFor(request, claim)
      if (!held) continue
      return matches(claim, held) ? { answer: toEarlierAnswer(request, held), from: 'earlier' } : toConflict(request)
    }
  }

  return {
    async once(request, attempt) {
      const { owner, key, entry, checked } = request
      const digest = digestInput(await readDigestSecret(), entry.id, checked)
      const name = JSON.stringify([owner, key])
      const other = running.get(name)
      if (other) {
        if (other.digest !== digest) return toConflict(request)
        return { ...(await other.answered), from: 'earlier' }
      }
      const answered = attemptOrWait(request, { owner, key, operation: entry.id, digest }, attempt)
      running.set(name, { digest, answered })
      const forget = () => void running.delete(name)
      // Until the store has the answer, this process alone can tell it.
      void answered.then(({ finished }) => (finished ? finished.then(forget) : forget()), forget)
      return answered
    },
  }
}

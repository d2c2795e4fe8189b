import { type RawBuilder, sql } from 'kysely'
import type { StoreDatabase } from '../store/tables.ts'
import { toStorableJson } from '../store/storable-text.ts'
import type { StoredAnswer } from './stored-answer.ts'

/** A key in the hands of one attempt. */
export interface KeyClaim {
  readonly owner: string
  readonly key: string
  readonly operation: string
  readonly digest: Uint8Array
}

/** How long an attempt holds a key without a sign of life, and how long a key is remembered. */
export interface KeyTimes {
  readonly leaseMs: number
  readonly keyHours: number
}

const fromNow = (ms: number) => sql`now() + make_interval(secs => ${sql.lit(ms / 1_000)})`

/** A CTE's body that takes the key, or returns no row where somebody has it. A key that has expired is free. */
export const claimKey = (
  sendId: string,
  { owner, key, operation, digest }: KeyClaim,
  { leaseMs, keyHours }: KeyTimes,
): RawBuilder<unknown> => sql`
  insert into heliograph.idempotency_keys as held (owner, key, operation, input_digest, send_id, lease_until, expires_at)
  values (
    ${owner}, ${key}, ${operation}, ${digest}, ${sendId}, ${fromNow(leaseMs)}, ${fromNow(keyHours * 3_600_000)}
  )
  on conflict (owner, key) do update set
    operation = excluded.operation, input_digest = excluded.input_digest, send_id = excluded.send_id,
    lease_until = excluded.lease_until, expires_at = excluded.expires_at, result = null, created_at = now()
  where held.expires_at <= now() and held.lease_until <= now()
  returning send_id`

/** A CTE's body that stores the answer to a key, late or not; or frees the key. */
export const settleKey = (
  sendId: string,
  { owner, key }: KeyClaim,
  stored: StoredAnswer | 'free',
): RawBuilder<unknown> =>
  stored === 'free'
    ? sql`delete from heliograph.idempotency_keys where owner = ${owner} and key = ${key} and send_id = ${sendId}`
    : sql`update heliograph.idempotency_keys set result = ${toStorableJson(stored)}::text::jsonb
        where owner = ${owner} and key = ${key} and send_id = ${sendId}`

/** A key as somebody holds it. */
export interface HeldKey {
  readonly operation: string
  readonly input_digest: Uint8Array
  /** Null while there is none. */
  readonly result: StoredAnswer | null
  /** Whether the attempt has given no sign of life for too long. */
  readonly is_lapsed: boolean
  readonly created_at: Date
}

/** Undefined if nobody holds it any more. */
export const readHeldKey = async (
  db: StoreDatabase,
  { owner, key }: Pick<KeyClaim, 'owner' | 'key'>,
): Promise<HeldKey | undefined> => {
  const { rows } = await sql<HeldKey>`
    select operation, input_digest, result, lease_until <= now() as is_lapsed, created_at
    from heliograph.idempotency_keys where owner = ${owner} and key = ${key}`.execute(db)
  return rows[0]
}

/** A sign of life of the attempts that are under way. */
export const renewLeases = async (db: StoreDatabase, sendIds: readonly string[], leaseMs: number): Promise<void> => {
  await sql`
    update heliograph.idempotency_keys set lease_until = ${fromNow(leaseMs)}
    where result is null and send_id in (
      select value::uuid from json_array_elements_text(${JSON.stringify(sendIds)}::text::json) as running (value)
    )`.execute(db)
}

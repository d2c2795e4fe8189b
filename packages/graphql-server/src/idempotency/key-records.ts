import { type RawBuilder, sql } from 'kysely'
import { describeRows, joinCtes, listKinds, type RowCount, valueOf } from '../store/prepared-statements.ts'
import { toStorableJson } from '../store/storable-text.ts'
import type { StoreDatabase } from '../store/tables.ts'
import type { StoredAnswer } from './stored-answer.ts'

/** A key in the hands of one attempt. */
export interface KeyClaim {
  readonly owner: string
  readonly key: string
  readonly operation: string
  /** Of the input, in hexadecimal digits. */
  readonly digest: string
}

/** How long an attempt holds a key without a sign of life, and how long a key is remembered. */
export interface KeyTimes {
  readonly leaseMs: number
  readonly keyHours: number
}

const fromNow = (seconds: RawBuilder<unknown> | number) => sql`now() + make_interval(secs => ${seconds})`

/** A key that an attempt wants. */
export interface WantedKey {
  readonly sendId: string
  readonly claim: KeyClaim
}

/** A key, and what came of the attempt that holds it. */
export interface SettledKey extends WantedKey {
  readonly stored: StoredAnswer | 'free'
}

const wantedKeys = describeRows('wanted', {
  owner: 'text',
  key: 'text',
  operation: 'text',
  digest: 'text',
  send_id: 'uuid',
})

/**
 * A CTE's body that takes the keys of `giveWantedKeys`, and gives the `send_id` of each that it took: not where somebody has it.
 * A key that has expired is free. All processes take keys in one order, so that none waits for another that waits for it; a
 * single one needs no order.
 */
export const claimKeys = (count: RowCount): RawBuilder<unknown> => sql`
  insert into heliograph.idempotency_keys as held (owner, key, operation, input_digest, send_id, lease_until, expires_at)
  select owner, key, operation, decode(digest, 'hex'), send_id, ${fromNow(valueOf('leaseSeconds'))}, ${fromNow(valueOf('keySeconds'))}
  from ${wantedKeys.from(count)}
  ${count === 'one' ? sql`` : sql`order by owner, key`}
  on conflict (owner, key) do update set
    operation = excluded.operation, input_digest = excluded.input_digest, send_id = excluded.send_id,
    lease_until = excluded.lease_until, expires_at = excluded.expires_at, result = null, created_at = now()
  where held.expires_at <= now() and held.lease_until <= now()
  returning send_id`

/** What `claimKeys` is run with. */
export const giveWantedKeys = (wanted: readonly WantedKey[], { leaseMs, keyHours }: KeyTimes) => {
  const rows = wanted.map(({ sendId, claim: { owner, key, operation, digest } }) => ({
    owner,
    key,
    operation,
    digest,
    send_id: sendId,
  }))
  const { count, given } = wantedKeys.give(rows)
  return { count, values: { wanted: given, leaseSeconds: leaseMs / 1_000, keySeconds: keyHours * 3_600 } }
}

const endedKeys = describeRows('ended', { owner: 'text', key: 'text', send_id: 'uuid', result: 'jsonb' })

/** Those of the CTE `rows`, locked in the order of `claimKeys`; a single one needs no order. */
const lockKeys = (rows: 'ended' | 'running') => sql`
    locked_keys as materialized (
      select held.owner, held.key from (select owner, key from ${sql.raw(rows)} order by owner, key) as wanted
      cross join lateral (
        select owner, key from heliograph.idempotency_keys where owner = wanted.owner and key = wanted.key for update
      ) as held
    )`

/** CTEs that store the answers of `giveEndedKeys` to keys, late or not; and free those whose attempts came to nothing. */
export const settleKeys = (count: RowCount, fates: string): RawBuilder<unknown> => {
  const ended = count === 'one' ? sql`ended` : sql`ended join locked_keys using (owner, key)`
  const isHeld = sql`held.owner = ended.owner and held.key = ended.key and held.send_id = ended.send_id`
  const answered = sql`
    answered as (
      update heliograph.idempotency_keys as held set result = ended.result
      from ${ended} where ${isHeld} and ended.result is not null
    )`
  const freed = sql`
    freed as (delete from heliograph.idempotency_keys as held using ${ended} where ${isHeld} and ended.result is null)`
  return joinCtes(
    sql`ended as (select * from ${endedKeys.from(count)})`,
    count === 'one' ? undefined : lockKeys('ended'),
    fates.includes('answered') ? answered : undefined,
    fates.includes('freed') ? freed : undefined,
  )
}

/** What `settleKeys` is run with. */
export const giveEndedKeys = (settled: readonly SettledKey[]) => {
  const rows = settled.map(({ sendId, claim: { owner, key }, stored }) => ({
    owner,
    key,
    send_id: sendId,
    result: stored === 'free' ? null : stored,
  }))
  const fates = listKinds(rows.map(({ result }) => (result === null ? 'freed' : 'answered')))
  const { count, given } = endedKeys.give(rows)
  return { count, fates, values: { ended: given } }
}

/** A key as somebody holds it. */
export interface HeldKey {
  readonly operation: string
  readonly digest: string
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
    select operation, encode(input_digest, 'hex') as digest, result, lease_until <= now() as is_lapsed, created_at
    from heliograph.idempotency_keys where owner = ${owner} and key = ${key}`.execute(db)
  return rows[0]
}

/** A sign of life of the attempts that are under way. */
export const renewLeases = async (db: StoreDatabase, running: readonly WantedKey[], leaseMs: number): Promise<void> => {
  const keys = running.map(({ sendId, claim: { owner, key } }) => ({ owner, key, send_id: sendId }))
  await sql`
    with running as (
      select * from json_to_recordset(${toStorableJson(keys)}::text::json) as running (owner text, key text, send_id uuid)
    ), ${lockKeys('running')}
    update heliograph.idempotency_keys as held set lease_until = ${fromNow(leaseMs / 1_000)}
    from running join locked_keys using (owner, key)
    where held.owner = running.owner and held.key = running.key and held.send_id = running.send_id
      and held.result is null`.execute(db)
}

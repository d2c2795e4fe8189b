import type { StoreDatabase } from '../store/tables.ts'

/** Entries of the log of changes with their messages, by `seq`; one whose message was deleted is not among them. */
export const readChanges = async (db: StoreDatabase, seqs: readonly number[]) => {
  if (seqs.length === 0) return new Map<number, never>()
  const rows = await db
    .selectFrom('message_changes as change')
    .innerJoin('messages as message', 'message.id', 'change.message_id')
    .select([
      'change.seq',
      'change.status',
      'change.status_raw',
      'change.contradiction',
      'change.at',
      'change.cost as cost_then',
      'message.id',
      'message.provider',
      'message.operation',
      'message.provider_message_id',
      'message.kind',
      'message.recipient',
      'message.parts',
      'message.cost',
      'message.owner',
      'message.idempotency_key',
      'message.callback_url',
      'message.mcc',
      'message.mnc',
      'message.created_at',
      'message.scheduled_for',
    ])
    .where('change.seq', 'in', seqs)
    .execute()
  return new Map(rows.map((row) => [Number(row.seq), row]))
}

type ReadChanges = Awaited<ReturnType<typeof readChanges>>
/** An entry of the log of changes with its message; never the message's text. */
export type ReadChange = ReadChanges extends Map<number, infer Row> ? Row : never

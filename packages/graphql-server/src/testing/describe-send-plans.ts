import { randomUUID } from 'node:crypto'
import { catalogue, findOperation, type MessageResult } from '@heliograph/core'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { planMessages } from '../sending/plan-messages.ts'
import { beginSends, type EndedSend, finishSends } from '../sending/send-records.ts'
import type { Store } from '../store/open-store.ts'
import { emptyStore } from './test-store.ts'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly PlanNode[]
}

/** What a plan reads of tables, and by which condition; what it only writes is not read. */
const listReads = ({ Plans = [], ...node }: PlanNode): readonly string[] => [
  ...('Relation Name' in node && node['Node Type'] !== 'ModifyTable'
    ? [`${node['Relation Name']}: ${node['Index Cond'] === undefined ? 'all of it' : 'by index'}`]
    : []),
  ...Plans.flatMap(listReads),
]

const entry = findOperation(catalogue, 'sms365.sms.send')
const at = new Date()

const createSend = () => {
  const sendId = randomUUID()
  const input = { to: '306973000000', text: 'Hello' }
  return {
    sendId,
    claim: { owner: 'app', key: sendId, operation: entry.id, digest: '78' },
    messages: planMessages(entry, input, { owner: 'app', key: sendId, storeTexts: false }),
  }
}

const results: readonly MessageResult[] = [
  { accepted: true, id: '1', cost: '1', status: 'ACCEPTED', statusRaw: null },
  { accepted: false, code: null, reason: null },
  { accepted: null },
]

/** How the statements of sends find their rows, on whatever database. */
export const describeSendPlans = (database: string, open: () => Promise<Store>): void => {
  test(`the statements of sends on ${database} find rows by index, though there were none when they were planned`, async () => {
    const store = await open()
    await emptyStore(store)
    onTestFinished(() => emptyStore(store))
    await sql`vacuum (analyze) heliograph.messages`.execute(store.db)
    await sql`vacuum (analyze) heliograph.idempotency_keys`.execute(store.db)
    for (const count of [1, 3]) {
      for (const result of results) {
        // A plan is kept from the sixth run on.
        for (let run = 0; run < 8; run++) {
          const sends = Array.from({ length: count }, createSend)
          await beginSends(store.runPrepared, sends, { leaseMs: 60_000, keyHours: 1 })
          const stored = result.accepted === false ? 'free' : { answer: {} }
          const outcome = { messages: [result], stored, reportsItself: true, at } as const
          await finishSends(
            store,
            sends.map((send): EndedSend => ({ ...send, outcome })),
          )
        }
      }
    }
    const statements = await store.runPrepared<{ readonly name: string; readonly count: number }>(
      `select name, cardinality(parameter_types) as count from pg_prepared_statements
        where name like 'heliograph_%' and cardinality(parameter_types) > 0 and generic_plans > 0`,
      [],
    )
    // To begin, and to end in each of three ways: one send, and many, all with keys.
    expect(statements).toHaveLength(8)
    const reads: string[] = []
    for (const { name, count } of statements) {
      const values = Array.from({ length: count }, () => 'null').join()
      const rows = await store.runPrepared<{ readonly 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
        `explain (format json) execute ${name} (${values})`,
        [],
      )
      reads.push(...rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan }) => listReads(Plan))))
    }
    expect(new Set(reads)).toEqual(new Set(['messages: by index', 'idempotency_keys: by index']))
  })
}

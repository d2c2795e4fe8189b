import { createHash } from 'node:crypto'
import { CompiledQuery, type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import type { StoreDatabase } from './tables.ts'

const mark = '/* prepared */'

class NamedValue {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Stands in a prepared statement for a value that each run gives. */
export const valueOf = (name: string): RawBuilder<unknown> => sql`${new NamedValue(name)}`

/** Runs a statement with these values, by their names, and gives its rows. */
export type PreparedStatement<Row> = (
  db: StoreDatabase,
  values: Readonly<Record<string, string | number>>,
) => Promise<readonly Row[]>

/**
 * A statement that comes again and again: its text is put together once, and PostgreSQL parses and plans it once for each
 * connection. For those of sends, each of both takes longer than to carry them out.
 */
export const prepareStatement = <Row>(statement: RawBuilder<unknown>): PreparedStatement<Row> => {
  const marked = sql`${sql.raw(mark)} ${statement}`
  let compiled: CompiledQuery | undefined
  return async (db, values) => {
    compiled ??= marked.compile(db)
    const parameters = compiled.parameters.map((value) => (value instanceof NamedValue ? values[value.name] : value))
    const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(compiled.sql, parameters))
    return rows
  }
}

const names = new Map<string, string>()

/** The same for the same text, in all processes. */
const nameOf = (text: string): string => {
  let name = names.get(text)
  if (name === undefined) {
    name = `heliograph_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
    names.set(text, name)
  }
  return name
}

type Query = (text: unknown, ...others: readonly unknown[]) => unknown

/** A connection that prepares the statements that are marked so. */
export class PreparingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config)
    const query = this.query.bind(this) as Query
    this.query = ((text: unknown, ...others: readonly unknown[]) =>
      typeof text === 'string' && text.startsWith(mark)
        ? query({ name: nameOf(text), text, values: others[0] })
        : query(text, ...others)) as never
  }
}

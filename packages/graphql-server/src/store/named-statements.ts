import { createHash } from 'node:crypto'
import type { RunPrepared } from './prepared-statements.ts'

/** What stands in columns, as PostgreSQL tells it. */
export interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/** The values of a row, as text. */
export interface DataRow {
  readonly fields: readonly (string | null)[]
}

type ParseText = (text: string) => unknown

/** What becomes of values of a type, by its number. */
export type FindParser = (type: number) => ParseText

interface Column {
  readonly name: string
  readonly parse: ParseText
}

/** A statement that each connection keeps under its name, once it has run there. */
export interface NamedStatement {
  /** The same for the same text, in all processes. */
  readonly name: string
  readonly text: string
  /** Those of its rows, from its first run on: they are the same for all connections. */
  columns: readonly Column[]
}

/**
 * For connections that keep statements. A plan is kept until PostgreSQL learns more of its tables: one made while they were empty
 * would go on to read them whole, when they have thousands of rows. The second, because what has no index costs so much then
 * that it would be compiled.
 */
export const planSettings = 'set enable_seqscan = off; set jit = off'

/** Notes what the rows of a statement are made of. */
export const noteColumns = (statement: NamedStatement, { fields }: RowDescription, findParser: FindParser): void => {
  statement.columns = fields.map(({ name, dataTypeID }) => ({ name, parse: findParser(dataTypeID) }))
}

/** Runs a statement on a connection; where that does not keep it yet, its columns are noted. */
export type AskNamed = (statement: NamedStatement, values: (string | null)[]) => Promise<readonly DataRow[]>

/** A value as text; its type is in the statement. */
const toText = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString()
  throw new TypeError('A statement is given texts, numbers, booleans and dates')
}

const readRow = ({ fields }: DataRow, columns: readonly Column[]): Record<string, unknown> => {
  const row: Record<string, unknown> = {}
  for (const [place, { name, parse }] of columns.entries()) {
    const text = fields[place] ?? null
    row[name] = text === null ? null : parse(text)
  }
  return row
}

/**
 * Runs statements by their names: they are parsed once for each connection, which keeps a plan from the sixth run on, and their
 * columns are asked for once.
 */
export const runNamed = (ask: AskNamed): RunPrepared => {
  const statements = new Map<string, NamedStatement>()
  const nameStatement = (text: string): NamedStatement => {
    const name = `heliograph_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
    const statement: NamedStatement = { name, text, columns: [] }
    statements.set(text, statement)
    return statement
  }
  return async <Row>(text: string, parameters: readonly unknown[]) => {
    const statement = statements.get(text) ?? nameStatement(text)
    const values = parameters.map(toText)
    try {
      const rows = await ask(statement, values)
      return rows.map((row) => readRow(row, statement.columns) as Row)
    } catch (error) {
      // From here it leads to who asked; from where it was made, to the socket alone.
      Error.captureStackTrace(error as Error)
      throw error
    }
  }
}

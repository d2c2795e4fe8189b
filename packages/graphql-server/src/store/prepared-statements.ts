import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'

const mark = '/* prepared */'

/**
 * Stands in front of a statement that comes again and again, always with one of a few texts: PostgreSQL then parses and plans it
 * once for each connection. For those of sends, that takes longer than to carry them out.
 */
export const prepared = sql.raw(`${mark} `)

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

import type pg from 'pg'
import {
  type AskNamed,
  type DataRow,
  type FindParser,
  type NamedStatement,
  noteColumns,
  type RowDescription,
} from './named-statements.ts'

/** The statements that a connection keeps, by name; pg says so, and its types do not. */
const listParsed = (connection: pg.Connection): Readonly<Record<string, string>> =>
  (connection as unknown as { readonly parsedStatements: Readonly<Record<string, string>> }).parsedStatements

/**
 * A run of a named statement, as pg takes a query of somebody else's kind. One of pg's own asks for the columns each time, and
 * reads them anew: that takes longer than all else that a small statement needs of this process.
 */
class PreparedQuery implements pg.Submittable {
  /** Of the outcome: the rows as they came. pg puts another in its place that knows of the time limit. */
  callback: (error: Error | null, rows: readonly DataRow[]) => void
  readonly #statement: NamedStatement
  readonly #values: (string | null)[]
  readonly #findParser: FindParser
  readonly #rows: DataRow[] = []

  constructor(
    statement: NamedStatement,
    values: (string | null)[],
    findParser: FindParser,
    callback: PreparedQuery['callback'],
  ) {
    this.#statement = statement
    this.#values = values
    this.#findParser = findParser
    this.callback = callback
  }

  /** Under this name, pg notes the statement as parsed. */
  get name(): string {
    return this.#statement.name
  }

  get text(): string {
    return this.#statement.text
  }

  submit(connection: pg.Connection): void {
    const { name, text } = this.#statement
    // One packet.
    connection.stream.cork()
    if (listParsed(connection)[name] === undefined) {
      connection.parse({ name, text, types: [] }, true)
      connection.describe({ type: 'S', name }, true)
    }
    connection.bind({ statement: name, values: this.#values }, true)
    connection.execute(null, true)
    connection.sync()
    connection.stream.uncork()
  }

  handleRowDescription(description: RowDescription): void {
    noteColumns(this.#statement, description, this.#findParser)
  }

  handleDataRow(row: DataRow): void {
    this.#rows.push(row)
  }

  handleCommandComplete(): void {
    // The end of the run is when the connection is ready for the next.
  }

  handleEmptyQuery(): void {
    // The same for a text with no statement in it.
  }

  handleReadyForQuery(): void {
    this.callback(null, this.#rows)
  }

  handleError(error: Error): void {
    this.callback(error, [])
  }
}

/**
 * Hands a free connection to whoever waits for one. pg-pool does so by itself, but only once all that is under way has been done,
 * promises too; its types do not tell of it.
 */
const handOver = (pool: pg.Pool): void => (pool as { readonly _pulseQueue?: () => void })._pulseQueue?.()

/** Runs statements on any free connection of a pool; all of them need `planSettings`. */
export const askPool =
  (pool: pg.Pool, findParser: FindParser): AskNamed =>
  (statement, values) =>
    new Promise((resolve, reject) => {
      pool.connect((problem, client, release) => {
        if (!client) return reject(problem ?? new TypeError('The pool gave no connection'))
        const query = new PreparedQuery(statement, values, findParser, (error, rows) => {
          if (error) reject(error)
          else resolve(rows)
          // After an error, PostgreSQL has yet to say that it is ready for more: such a connection is given up.
          release(error ?? undefined)
        })
        client.query(query)
      })
      handOver(pool)
    })

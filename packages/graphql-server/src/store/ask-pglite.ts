import { type PGlite, protocol } from '@electric-sql/pglite'
import {
  type AskNamed,
  type DataRow,
  noteColumns,
  planSettings,
  type RowDescription,
  runNamed,
} from './named-statements.ts'
import type { RunPrepared } from './prepared-statements.ts'

const { serialize } = protocol

/** Runs statements in a PGlite, which is one connection; between transactions, as it runs any other. */
const askPglite = (pglite: PGlite): AskNamed => {
  const parsed = new Set<string>()
  const findParser = (type: number) => {
    const parse = pglite.parsers[type]
    return (text: string): unknown => (parse ? parse(text, type) : text)
  }
  return (statement, values) => {
    const { name, text } = statement
    const run = async (): Promise<readonly DataRow[]> => {
      // One that is being closed would be asked all the same, and what it does then is not defined.
      if (!pglite.ready) throw new Error('PGlite is closed')
      // It is kept once it has run, and after a failure parsed anew: that may have been the reason.
      const isNew = !parsed.delete(name)
      const { messages } = await pglite.execProtocol(
        Buffer.concat([
          ...(isNew
            ? [
                serialize.close({ type: 'S', name }),
                serialize.parse({ name, text }),
                serialize.describe({ type: 'S', name }),
              ]
            : []),
          serialize.bind({ statement: name, values }),
          serialize.execute({}),
          serialize.sync(),
        ]),
      )
      parsed.add(name)
      const rows: DataRow[] = []
      for (const message of messages) {
        if (message.name === 'rowDescription') {
          noteColumns(statement, message as unknown as RowDescription, findParser)
        } else if (message.name === 'dataRow') rows.push(message as unknown as DataRow)
      }
      return rows
    }
    // The second alone would let it into a transaction of somebody else.
    return pglite._runExclusiveTransaction(() => pglite._runExclusiveQuery(run))
  }
}

/** Sets a PGlite up for the statements of sends. The settings hold for all its statements, as it is one connection. */
export const preparePglite = async (pglite: PGlite): Promise<RunPrepared> => {
  await pglite.exec(planSettings)
  return runNamed(askPglite(pglite))
}

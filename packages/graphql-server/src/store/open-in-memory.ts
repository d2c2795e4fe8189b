import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import { getConstructionPlans } from 'pg-boss'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'

const cache = new URL('../../node_modules/.cache/', import.meta.url)

/** Where a copy of the empty database is: of this engine, with these tables. */
const findCopy = (): URL => {
  const hash = createHash('sha256')
    .update(readFileSync(createRequire(import.meta.url).resolve('@electric-sql/pglite')))
    .update(JSON.stringify(migrations))
    .update(getConstructionPlans())
    .digest('hex')
  return new URL(`empty-store-${hash.slice(0, 16)}.tar.gz`, cache)
}

const readCopy = async (copy: URL): Promise<PGlite | undefined> => {
  try {
    return await PGlite.create({ loadDataDir: new Blob([readFileSync(copy)]) })
  } catch {
    return undefined
  }
}

const writeCopy = async (pglite: PGlite, copy: URL): Promise<void> => {
  const dump = await pglite.dumpDataDir('gzip')
  try {
    mkdirSync(cache, { recursive: true })
    // Another process may be doing the same.
    const draft = new URL(`empty-store-${randomUUID()}`, cache)
    writeFileSync(draft, new Uint8Array(await dump.arrayBuffer()))
    renameSync(draft, copy)
  } catch {
    // Where nothing may be written, each start takes its second.
  }
}

/**
 * An empty database in memory that has all tables, those of the job queue too. To make one takes seconds on a busy machine, so a
 * copy is left in node_modules for the next time.
 */
export const openInMemory = async (): Promise<PGlite> => {
  const copy = findCopy()
  const copied = await readCopy(copy)
  if (copied) return copied
  const pglite = await PGlite.create('memory://')
  await migrate(new Kysely<unknown>({ dialect: new PGliteDialect({ pglite }) }), migrations)
  await pglite.exec(getConstructionPlans())
  await writeCopy(pglite, copy)
  return pglite
}

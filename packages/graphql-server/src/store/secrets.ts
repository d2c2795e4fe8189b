import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { StoreDatabase } from './tables.ts'

const secretBytes = 32

/** The secret of this name: random, made when it is first asked for, and the same for all processes from then on. */
export const readSecret = async (db: StoreDatabase, name: string): Promise<KeyObject> => {
  await db
    .insertInto('secrets')
    .values({ name, value: randomBytes(secretBytes) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { value } = await db.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirstOrThrow()
  return createSecretKey(value)
}

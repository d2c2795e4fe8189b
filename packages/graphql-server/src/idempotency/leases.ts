import type { Logger } from '../log.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { renewLeases } from './key-records.ts'

/** The attempts of this process that hold a key; it gives signs of life for them until they are ended. */
export interface Leases {
  begin(sendId: string): void
  end(sendId: string): void
}

/** Three signs of life in the time of one lease. */
export const createLeases = (db: StoreDatabase, leaseMs: number, log: Logger): Leases => {
  const running = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const renew = () => {
    renewLeases(db, [...running], leaseMs).catch((error: unknown) => {
      log.warn({ error: (error as Error).name }, 'the store takes no sign of life of the sends under way')
    })
  }
  return {
    begin(sendId) {
      running.add(sendId)
      timer ??= setInterval(renew, leaseMs / 3).unref()
    },
    end(sendId) {
      running.delete(sendId)
      if (running.size > 0) return
      clearInterval(timer)
      timer = undefined
    },
  }
}

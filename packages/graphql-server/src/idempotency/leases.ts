import type { Logger } from '../log.ts'
import type { StoreDatabase } from '../store/tables.ts'
import { type KeyClaim, renewLeases } from './key-records.ts'

/** The attempts of this process that hold a key; it gives signs of life for them until they are ended. */
export interface Leases {
  begin(sendId: string, claim: KeyClaim): void
  end(sendId: string): void
}

/** Three signs of life in the time of one lease. */
export const createLeases = (db: StoreDatabase, leaseMs: number, log: Logger): Leases => {
  const running = new Map<string, KeyClaim>()
  let timer: NodeJS.Timeout | undefined
  const renew = () => {
    const attempts = [...running].map(([sendId, claim]) => ({ sendId, claim }))
    renewLeases(db, attempts, leaseMs).catch((error: unknown) => {
      log.warn({ error: (error as Error).name }, 'the store takes no sign of life of the sends under way')
    })
  }
  return {
    begin(sendId, claim) {
      running.set(sendId, claim)
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

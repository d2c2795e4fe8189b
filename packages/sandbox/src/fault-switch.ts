import type { Clock } from './clock.ts'
import { type Fault, type FaultQueue, assertFault } from './faults.ts'
import type { Listener } from './listener.ts'

/** Brings faults about, and ends them. */
export interface FaultSwitch {
  /**
   * Adds a fault. `refuse` closes the port at once, for the whole server, and the promise waits for that; every other
   * kind is in force when the call returns. Rejects with a sentence if the fault is not complete.
   */
  add(fault: Fault): Promise<void>
  /** Forgets all faults that have not befallen anything yet, and opens the port again. */
  clear(): Promise<void>
}

/** The switch as its owner sees it. */
export interface OwnedFaultSwitch extends FaultSwitch {
  /** Closes the port for good. */
  close(): Promise<void>
}

/** Makes the switch; `getListener` is asked once the port is open. */
export const createFaultSwitch = (queue: FaultQueue, clock: Clock, getListener: () => Listener): OwnedFaultSwitch => {
  let cancelReopening = () => {}
  let isClosed = false
  return {
    async add(fault) {
      assertFault(fault)
      if (fault.kind !== 'refuse') return queue.add(fault)
      const listener = getListener()
      cancelReopening()
      await listener.close()
      // Who takes the port meanwhile keeps it: the sandbox then stays closed.
      if (fault.durationMs !== undefined)
        cancelReopening = clock.after(fault.durationMs, () => void listener.open().catch(() => {}))
    },
    async clear() {
      queue.clear()
      cancelReopening()
      if (!isClosed) await getListener().open()
    },
    async close() {
      isClosed = true
      cancelReopening()
      await getListener().close()
    },
  }
}

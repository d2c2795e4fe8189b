/** The only source of time in the sandbox. All times are milliseconds since 1970 (UTC). */
export interface Clock {
  now(): number
  /** Calls `run` once after `delayMs`; the returned function cancels that. */
  after(delayMs: number, run: () => void): () => void
}

// setTimeout fires at once when its delay does not fit into 31 bits.
const longestTimeoutMs = 2 ** 31 - 1

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    let timer: NodeJS.Timeout
    const wait = (remainingMs: number) => {
      const stepMs = Math.min(remainingMs, longestTimeoutMs)
      timer = setTimeout(() => (remainingMs > stepMs ? wait(remainingMs - stepMs) : run()), stepMs)
    }
    wait(Math.max(0, delayMs))
    return () => clearTimeout(timer)
  },
}

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Moves time on by `ms` and runs what falls due, in order of time, before it returns. */
  advance(ms: number): void
}

interface Appointment {
  readonly at: number
  readonly run: () => void
}

/** Makes a clock that the test owns; it starts at `startMs` (2026-01-01T00:00:00Z if left out). */
export const createManualClock = (startMs = Date.UTC(2026, 0, 1)): ManualClock => {
  let now = startMs
  const appointments = new Set<Appointment>()

  const nextUntil = (end: number): Appointment | undefined => {
    let next: Appointment | undefined
    for (const appointment of appointments) {
      if (appointment.at <= end && (next === undefined || appointment.at < next.at)) next = appointment
    }
    return next
  }

  return {
    now: () => now,
    after(delayMs, run) {
      const appointment = { at: now + Math.max(0, delayMs), run }
      appointments.add(appointment)
      return () => void appointments.delete(appointment)
    },
    advance(ms) {
      const end = now + ms
      for (let next = nextUntil(end); next; next = nextUntil(end)) {
        appointments.delete(next)
        now = next.at
        next.run()
      }
      now = end
    },
  }
}

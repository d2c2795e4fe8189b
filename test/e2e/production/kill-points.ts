import type { RelayStep } from './relay.ts'

/** What goes on around the server, as the wires show it: the provider's, that of callbacks, and that of webhooks. */
export type WireEvent = 'asked' | `${'gateway' | 'callback'} ${RelayStep}` | 'webhook request' | 'webhook answered'

/** When a process is killed. */
export interface KillPoint {
  readonly name: string
  readonly event: WireEvent
  /** At which event of its kind in a round; the first unless given. */
  readonly count?: number
  /** How long after it; none at all unless given. */
  readonly delayMs?: number
  /** Whether the request that the event is about is lost with the process. */
  readonly drops?: true
}

/** The points of one round each. */
export const killPoints: readonly KillPoint[] = [
  ...[0, 2, 5, 10, 20].map((delayMs): KillPoint => ({
    name: 'soon after clients have asked',
    event: 'asked',
    delayMs,
  })),
  { name: 'before the gateway acts, which then does not', event: 'gateway request', drops: true },
  { name: 'before the gateway acts', event: 'gateway request' },
  { name: 'before the gateway acts on a later send', event: 'gateway request', count: 4 },
  { name: 'while the gateway holds the first answer', event: 'gateway answer' },
  { name: 'while the gateway holds a later answer', event: 'gateway answer', count: 4 },
  ...[0, 1, 2, 4, 8, 16].map((delayMs): KillPoint => ({
    name: 'as an answer comes and is to be stored',
    event: 'gateway answered',
    count: 2,
    delayMs,
  })),
  ...[0, 3, 8].map((delayMs): KillPoint => ({
    name: 'while a callback is being acknowledged',
    event: 'callback request',
    count: 2,
    delayMs,
  })),
  { name: 'right after a callback was acknowledged', event: 'callback answer', count: 2 },
  { name: 'soon after a callback was acknowledged', event: 'callback answered', count: 3, delayMs: 2 },
  { name: 'while a webhook is being delivered', event: 'webhook request' },
  { name: 'while a later webhook is being delivered', event: 'webhook request', count: 5 },
  ...[0, 2, 8].map((delayMs): KillPoint => ({
    name: 'after a webhook was taken',
    event: 'webhook answered',
    count: 2,
    delayMs,
  })),
]

/** Calls `kill` when the point of the round has come. */
export interface KillTrigger {
  /** Begins a round: `kill` is called once, when its point has come, and the promise resolves then. */
  arm(point: KillPoint, kill: () => void): Promise<void>
  /** To be called with each event; true where what it is about is to be lost. */
  note(event: WireEvent): boolean
}

export const createKillTrigger = (): KillTrigger => {
  let round: { readonly point: KillPoint; readonly fire: () => void; seen: number } | undefined
  return {
    arm: (point, kill) =>
      new Promise((resolve) => {
        const fire = () => {
          kill()
          resolve()
        }
        round = { point, fire, seen: 0 }
      }),
    note(event) {
      if (!round || round.point.event !== event) return false
      round.seen++
      const { point, fire, seen } = round
      if (seen !== (point.count ?? 1)) return false
      round = undefined
      // A timer of 0 would come a turn later: the server might have done the next step by then.
      if (point.delayMs) setTimeout(fire, point.delayMs)
      else fire()
      return point.drops === true
    },
  }
}

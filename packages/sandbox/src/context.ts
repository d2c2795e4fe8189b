import type { Callbacks } from './callbacks.ts'
import type { Clock } from './clock.ts'
import type { MessageLife } from './message-life.ts'
import type { Quirks } from './quirks.ts'

/** What the gateways share. */
export interface SandboxContext {
  readonly clock: Clock
  /** The quirks of this moment: they change under way. */
  readonly quirks: Quirks
  readonly life: MessageLife
  readonly callbacks: Callbacks
  /** The next id, whatever it is for: no two things in a sandbox have the same. */
  nextId(): number
}

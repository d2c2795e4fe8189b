import type { Runtime } from '@heliograph/core'
import { sleep } from 'n8n-workflow'

/** Time and chance as a node may take them: n8n forbids timers in shipped code and offers `sleep` in their place. */
export const nodeRuntime: Runtime = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (milliseconds, signal) => sleep(milliseconds, signal),
}

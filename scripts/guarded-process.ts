import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** A program in the background that ends when we do, even if we are killed. */
export interface GuardedProcess {
  /** What it has written so far, on both streams. */
  log(): string
  /** Undefined while it runs; 128 + n after signal n. */
  exitCode(): number | undefined
  /** Ends it in order, by force after the deadline, with whatever it has started. */
  stop(deadlineMs?: number): Promise<void>
}

const guard = fileURLToPath(new URL('guard.mjs', import.meta.url))

/** Starts a program; POSIX only. One that cannot be started has the reason in its log, and exit code 127. */
export const startGuarded = (
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): GuardedProcess => {
  const leader = spawn(process.execPath, [guard, file, ...args], {
    ...options,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let written = ''
  for (const stream of [leader.stdout, leader.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (written += text))
  }
  const ended = once(leader, 'exit')
  const endGroup = () => {
    try {
      if (leader.pid !== undefined) process.kill(-leader.pid, 'SIGKILL')
    } catch {
      // Nothing of it is left.
    }
  }
  return {
    log: () => written,
    exitCode: () => leader.exitCode ?? (leader.signalCode === null ? undefined : 137),
    async stop(deadlineMs = 15_000) {
      const timer = setTimeout(endGroup, deadlineMs)
      if (leader.exitCode === null && leader.signalCode === null) leader.kill('SIGTERM')
      await ended
      clearTimeout(timer)
      endGroup()
    },
  }
}

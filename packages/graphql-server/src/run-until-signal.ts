import { SettingsError } from './settings.ts'

const fail = (error: unknown): void => {
  if (!(error instanceof SettingsError)) throw error
  process.stderr.write(`${error.problems.join('\n')}\n`)
  process.exitCode = 1
}

/** Something that runs until it is closed. */
interface Closable {
  close(): Promise<void>
}

/**
 * Starts it, and closes it on SIGINT or SIGTERM; a second signal ends the process at once. A SettingsError is
 * written as its sentences, without a trace, and ends the process with code 1.
 */
export const runUntilSignal = async (start: () => Promise<Closable>): Promise<void> => {
  try {
    const running = await start()
    let isClosing = false
    const stop = () => {
      if (isClosing) process.exit(1)
      isClosing = true
      running.close().then(() => process.exit(), fail)
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  } catch (error) {
    fail(error)
  }
}

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

// A supervisor that signals a whole process group, and a runner that hands the signal on, make one stop look like two.
const sameStopMs = 1_000

const refuseArguments = (): void => {
  const [argument] = process.argv.slice(2)
  if (argument === undefined) return
  throw new SettingsError([`${argument} is not understood: settings are given in the environment, such as PORT=4001.`])
}

/**
 * Starts it, and closes it on SIGINT or SIGTERM. A SIGINT more than a second later ends the process at once; another
 * SIGTERM changes nothing, because a message may be on its way. A SettingsError is written as its sentences, without a
 * trace, and ends the process with code 1.
 */
export const runUntilSignal = async (start: () => Promise<Closable>): Promise<void> => {
  try {
    refuseArguments()
    const running = await start()
    let closingSince: number | undefined
    const stop = (signal: NodeJS.Signals) => {
      if (closingSince === undefined) {
        closingSince = performance.now()
        running.close().then(() => process.exit(), fail)
      } else if (signal === 'SIGINT' && performance.now() - closingSince > sameStopMs) {
        process.exit(1)
      }
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  } catch (error) {
    fail(error)
  }
}

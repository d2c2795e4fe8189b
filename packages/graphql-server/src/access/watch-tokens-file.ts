import { unwatchFile, watchFile } from 'node:fs'
import type { Logger } from '../log.ts'
import { readSecret } from '../settings/read-secret.ts'
import { parseApiTokens } from './api-tokens.ts'
import type { Authenticator } from './authenticate.ts'

// Asked for, and not told by the system: a mounted secret is a link that is exchanged, which few systems tell of.
const usualIntervalMs = 2_000

/**
 * Reads the file of API_TOKENS_FILE again whenever it changes, and takes its tokens from then on. A file that is missing
 * or wrong leaves the tokens as they were, and is told to the log. Returns what ends it.
 */
export const watchTokensFile = (
  path: string,
  authenticator: Pick<Authenticator, 'replaceTokens'>,
  log: Logger,
  intervalMs = usualIntervalMs,
): (() => void) => {
  const readAgain = (): void => {
    const problems: string[] = []
    const text = readSecret({ API_TOKENS_FILE: path }, 'API_TOKENS', problems) ?? ''
    const tokens = problems.length > 0 ? [] : parseApiTokens(text, 'API_TOKENS_FILE', problems)
    if (problems.length > 0) {
      log.error({ problems }, 'API_TOKENS_FILE has changed and is not right: the tokens stay as they were')
      return
    }
    authenticator.replaceTokens(tokens)
    log.info(
      { names: [...new Set(tokens.map(({ caller }) => caller.name))] },
      'API_TOKENS_FILE has changed and was read',
    )
  }
  watchFile(path, { interval: intervalMs, persistent: false }, readAgain)
  return () => unwatchFile(path, readAgain)
}

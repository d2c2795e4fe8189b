import { readFileSync, statSync } from 'node:fs'
import type { Environment } from './read-setting.ts'

// Larger than any secret or list of tokens; a wrong path must not read a disk into memory.
const largestFile = 1024 * 1024

/**
 * A setting that may stand in the environment, or in a file that `<setting>_FILE` names, as container platforms hand out
 * secrets; white space around it is left out. Undefined if neither is set. What is wrong is added to
 * `problems`, which never quote the value.
 */
export const readSecret = (env: Environment, setting: string, problems: string[]): string | undefined => {
  const fileSetting = `${setting}_FILE`
  const path = env[fileSetting]
  if (path === undefined) return env[setting]
  if (env[setting] !== undefined) {
    problems.push(`${setting} and ${fileSetting} are both set: set one of them.`)
    return undefined
  }
  try {
    if (statSync(path).size > largestFile) {
      problems.push(`${fileSetting} names a file that is larger than ${largestFile} bytes: ${JSON.stringify(path)}.`)
      return undefined
    }
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    problems.push(`${fileSetting} must name a file that can be read; ${JSON.stringify(path)} cannot (${code}).`)
    return undefined
  }
}

/** Settings by their names, as a process gets them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The numbers that a setting may be, and the one it is where it is not set. */
export interface WholeRange {
  readonly least: number
  readonly most: number
  readonly unset: number
}

/** A setting that is `true` or `false`. Adds a sentence to `problems` if it is neither. */
export const readSwitch = (env: Environment, setting: string, unset: boolean, problems: string[]): boolean => {
  const value = env[setting] ?? String(unset)
  if (value !== 'true' && value !== 'false') {
    problems.push(`${setting} must be true or false; given was ${JSON.stringify(value)}.`)
  }
  return value === 'true'
}

/** A setting that is a whole number. Adds a sentence to `problems` if it is none, or out of its range. */
export const readWhole = (
  env: Environment,
  setting: string,
  { least, most, unset }: WholeRange,
  problems: string[],
): number => {
  const text = env[setting] ?? String(unset)
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  problems.push(`${setting} must be a whole number from ${least} to ${most}; given was ${JSON.stringify(text)}.`)
  return unset
}

/** The ports that a server may be told; 0 lets the system choose one. */
export const ports = { least: 0, most: 65_535 } as const

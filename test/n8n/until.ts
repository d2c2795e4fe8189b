import { setTimeout as pause } from 'node:timers/promises'

const pauseMs = 100

/**
 * Asks again and again until the answer is something other than false or undefined, and gives it.
 * Throws, naming what was waited for, once the deadline has passed.
 */
export const until = async <Value>(
  what: string,
  ask: () => Value | Promise<Value>,
  deadlineMs = 30_000,
): Promise<Exclude<Value, false | undefined>> => {
  const giveUpAt = Date.now() + deadlineMs
  for (;;) {
    const answer = await ask()
    if (answer !== false && answer !== undefined) return answer as Exclude<Value, false | undefined>
    if (Date.now() > giveUpAt) throw new Error(`Waited ${deadlineMs / 1_000} s in vain for ${what}`)
    await pause(pauseMs)
  }
}

import { expect, it } from 'vitest'
import { createRepeatedLog } from './repeated-log.ts'

it('warns at once, then once a minute for each message, and tells how often it kept quiet', () => {
  const lines: unknown[] = []
  let now = 0
  const warn = createRepeatedLog({ warn: (...line: unknown[]) => lines.push(line) }, () => now)
  warn('down', { reason: 'a' })
  warn('down', { reason: 'b' })
  warn('slow', {})
  warn('down', { reason: 'c' })
  now = 60_000
  warn('down', { reason: 'd' })
  expect(lines).toEqual([
    [{ reason: 'a' }, 'down'],
    [{}, 'slow'],
    [{ reason: 'd', alsoHappened: 2 }, 'down'],
  ])
})

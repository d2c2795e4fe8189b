import { expect, test } from 'vitest'
import { createDriftLog } from './drift-log.ts'
import { createLog } from './log.ts'

test('tells of each drift once', () => {
  const lines: string[] = []
  const report = createDriftLog(createLog('info', { write: (line) => lines.push(line) }))
  const drift = { operation: 'sms365.contact.list', path: 'contacts[].nickname', change: 'added' } as const
  report(drift)
  report(drift)
  report({ ...drift, change: 'missing' })
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([drift, { ...drift, change: 'missing' }])
})

test('stops after a thousand, so that an answer which always differs fills no memory', () => {
  const lines: string[] = []
  const report = createDriftLog(createLog('info', { write: (line) => lines.push(line) }))
  for (let number = 0; number < 1_100; number++) report({ operation: 'x', path: `f${number}`, change: 'added' })
  expect(lines).toHaveLength(1_000)
})

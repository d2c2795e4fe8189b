import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { isFinalStatus, judgeReport } from './judge-report.ts'
import { messageStatus, type MessageStatus } from './status.ts'

test.each([
  [undefined, 'DELIVERED', 'news'],
  ['SENT', 'DELIVERED', 'news'],
  ['UNKNOWN', 'FAILED', 'news'],
  ['DELIVERED', 'DELIVERED', 'repeat'],
  ['SENT', 'SENT', 'repeat'],
  ['DELIVERED', 'SENT', 'stale'],
  ['FAILED', 'UNKNOWN', 'stale'],
  ['DELIVERED', 'FAILED', 'contradiction'],
  ['FAILED', 'DELIVERED', 'contradiction'],
  ['SENT', 'ACCEPTED', 'stale'],
  ['SENT', 'UNKNOWN', 'stale'],
  ['SCHEDULED', 'CANCELLED', 'news'],
] as const)('after %s, %s is %s', (previous, next, novelty) => {
  expect(judgeReport(previous, next)).toBe(novelty)
})

it('ends with the same final status in whatever order and however often the reports of one message come', () => {
  const unfinished = (Object.keys(messageStatus.values) as MessageStatus[]).filter((status) => !isFinalStatus(status))
  const final = fc.constantFrom<MessageStatus>('DELIVERED', 'FAILED', 'EXPIRED', 'CANCELLED')
  fc.assert(
    fc.property(final, fc.array(fc.constantFrom(...unfinished)), fc.nat(), (last, others, position) => {
      const reports = others.toSpliced(position % (others.length + 1), 0, last)
      const status = reports.reduce<MessageStatus | undefined>(
        (known, next) => (judgeReport(known, next) === 'news' ? next : known),
        undefined,
      )
      expect(status).toBe(last)
    }),
  )
})

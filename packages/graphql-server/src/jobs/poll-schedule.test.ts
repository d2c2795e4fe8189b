import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { giveUpAfterMs, patienceForReportsMs, pollIntervalsMs, toFirstPoll, toNextPoll } from './poll-schedule.ts'

const sentAt = new Date('2026-03-01T12:00:00Z')
const after = (ms: number) => new Date(sentAt.getTime() + ms)

describe('toFirstPoll', () => {
  it('asks after five seconds where nobody reports', () => {
    expect(toFirstPoll({ provider: 'netoxygen', kind: 'SMS', sentAt, reportsItself: false })).toEqual(after(5_000))
    expect(toFirstPoll({ provider: 'proxstop', kind: 'CALL', sentAt, reportsItself: false })).toEqual(after(5_000))
  })

  it('gives a report an hour to come by itself', () => {
    expect(toFirstPoll({ provider: 'sms365', kind: 'SMS', sentAt, reportsItself: true })).toEqual(
      after(patienceForReportsMs),
    )
  })

  it('never asks about what cannot be asked about', () => {
    expect(toFirstPoll({ provider: 'sms365', kind: 'VIBER', sentAt, reportsItself: false })).toBeNull()
    expect(toFirstPoll({ provider: 'unknown', kind: 'SMS', sentAt, reportsItself: false })).toBeNull()
  })
})

describe('toNextPoll', () => {
  it('asks at growing intervals, about 80 times, and last just before it gives up', () => {
    const times: number[] = []
    for (let at: Date | null = after(5_000); at; at = toNextPoll(sentAt, times.length, at)) {
      times.push(at.getTime() - sentAt.getTime())
    }
    expect(times.slice(0, 4)).toEqual([5_000, 20_000, 50_000, 110_000])
    expect(times.at(-1)).toBe(giveUpAfterMs)
    expect(times.length).toBeGreaterThan(70)
    expect(times.length).toBeLessThan(90)
  })

  it('gives up for good', () => {
    expect(toNextPoll(sentAt, 3, after(giveUpAfterMs))).toBeNull()
    expect(toNextPoll(sentAt, 3, after(giveUpAfterMs + 1))).toBeNull()
  })

  it('is always later than now and never beyond the end', () => {
    const anyNow = fc.integer({ min: 0, max: giveUpAfterMs - 1 })
    fc.assert(
      fc.property(fc.nat(200), anyNow, (polls, nowMs) => {
        const next = toNextPoll(sentAt, polls, after(nowMs))?.getTime() ?? 0
        const longest = Math.max(...pollIntervalsMs)
        return next > sentAt.getTime() + nowMs && next <= sentAt.getTime() + Math.min(nowMs + longest, giveUpAfterMs)
      }),
    )
  })
})

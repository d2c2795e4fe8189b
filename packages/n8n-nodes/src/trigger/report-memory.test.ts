import { messageStatus, type MessageStatus } from '@heliograph/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createReportMemory } from './report-memory.ts'

describe('the memory of reports', () => {
  const status = fc.constantFrom(...(Object.keys(messageStatus.values) as MessageStatus[]))
  const entry = fc.tuple(fc.integer({ min: 0, max: 20 }).map(String), status)

  it('holds the latest, and never more than its limit', () => {
    fc.assert(
      fc.property(fc.array(entry), fc.array(entry), (stored, seen) => {
        const memory = createReportMemory(5)
        memory.learn(stored)
        for (const [smsId, next] of seen) memory.remember(smsId, next)
        const latest = [...new Set(seen.map(([smsId]) => smsId).toReversed())].slice(0, 5)
        for (const smsId of latest) expect(memory.recall(smsId)).toBe(seen.findLast(([id]) => id === smsId)?.[1])
        expect(memory.entries().length).toBeLessThanOrEqual(5)
      }),
    )
  })

  it('trusts what it has seen itself more than what is stored', () => {
    const memory = createReportMemory()
    memory.remember('1', 'DELIVERED')
    memory.learn([
      ['1', 'SENT'],
      ['2', 'FAILED'],
    ])
    expect(memory.entries()).toEqual([
      ['2', 'FAILED'],
      ['1', 'DELIVERED'],
    ])
  })

  it('forgets what it is told to forget', () => {
    const memory = createReportMemory()
    memory.remember('1', 'DELIVERED')
    memory.remember('1', undefined)
    expect(memory.recall('1')).toBeUndefined()
  })
})

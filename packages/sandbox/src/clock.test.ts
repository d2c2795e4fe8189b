import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createManualClock, systemClock } from './clock.ts'

describe('createManualClock', () => {
  it('runs what falls due in order of time, each at its own time', () => {
    const clock = createManualClock(1_000)
    const seen: string[] = []
    const note = (name: string) => () => seen.push(`${name} ${clock.now()}`)
    clock.after(20, note('late'))
    clock.after(10, note('early'))
    clock.after(10, note('early too'))
    clock.advance(15)
    expect(seen).toEqual(['early 1010', 'early too 1010'])
    expect(clock.now()).toBe(1_015)
    clock.advance(5)
    expect(seen.at(-1)).toBe('late 1020')
  })

  it('runs what is added under way if it falls due before the end', () => {
    const clock = createManualClock(0)
    const seen: number[] = []
    clock.after(10, () => void clock.after(10, () => seen.push(clock.now())))
    clock.advance(20)
    expect(seen).toEqual([20])
  })

  it('does not run what was cancelled', () => {
    const clock = createManualClock()
    const run = vi.fn()
    clock.after(10, run)()
    clock.advance(100)
    expect(run).not.toHaveBeenCalled()
  })
})

describe('systemClock', () => {
  it('waits longer than a timer of the system can', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const run = vi.fn()
    const days30 = 30 * 24 * 3_600_000
    systemClock.after(days30, run)
    vi.advanceTimersByTime(days30 - 1)
    expect(run).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(run).toHaveBeenCalledOnce()
  })

  it('cancels a long wait in its second half', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const run = vi.fn()
    const cancel = systemClock.after(2 ** 31 + 1_000, run)
    vi.advanceTimersByTime(2 ** 31)
    cancel()
    vi.advanceTimersByTime(10_000)
    expect(run).not.toHaveBeenCalled()
  })
})

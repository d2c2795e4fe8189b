import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { repeat } from './repeat.ts'

const forever = 2 ** 30

const start = (run: () => Promise<boolean>, everyMs = forever, restMs = 0) => {
  const errors: unknown[] = []
  const repetition = repeat(run, {
    everyMs,
    restMs,
    signal: new AbortController().signal,
    onError: (error) => errors.push(error),
  })
  onTestFinished(() => repetition.stop())
  return { repetition, errors }
}

describe('repeat', () => {
  it('goes on at once while there is more to do', async () => {
    const answers = [true, true, false, true]
    const run = vi.fn<() => Promise<boolean>>(async () => answers.shift() ?? false)
    start(run)
    await expect.poll(() => run).toHaveBeenCalledTimes(3)
  })

  it('does it again when woken, and when woken while it runs', async () => {
    let finish = () => {}
    const run = vi.fn<() => Promise<boolean>>(
      () =>
        new Promise((resolve) => {
          finish = () => resolve(false)
        }),
    )
    const { repetition } = start(run)
    repetition.wake()
    repetition.wake()
    finish()
    await expect.poll(() => run).toHaveBeenCalledTimes(2)
    finish()
    await new Promise((resolve) => setImmediate(resolve))
    expect(run).toHaveBeenCalledTimes(2)
    repetition.wake()
    await expect.poll(() => run).toHaveBeenCalledTimes(3)
    finish()
  })

  it('rests before it does it again, however often it is woken meanwhile', async () => {
    const run = vi.fn<() => Promise<boolean>>(async () => false)
    const { repetition } = start(run, forever, 50)
    await expect.poll(() => run).toHaveBeenCalledTimes(1)
    const before = performance.now()
    repetition.wake()
    repetition.wake()
    await new Promise((resolve) => setImmediate(resolve))
    expect(run).toHaveBeenCalledTimes(1)
    await expect.poll(() => run).toHaveBeenCalledTimes(2)
    expect(performance.now() - before).toBeGreaterThan(40)
  })

  it('goes on after a failure', async () => {
    const run = vi.fn<() => Promise<boolean>>(async () => {
      throw new Error('down')
    })
    const { errors } = start(run, 1)
    await expect.poll(() => errors.length).toBeGreaterThan(2)
  })

  it('stops while it waits, and after what runs has ended', async () => {
    const waiting = start(async () => false)
    await waiting.repetition.stop()
    let isOver = false
    const running = start(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      isOver = true
      return true
    })
    await running.repetition.stop()
    expect(isOver).toBe(true)
  })
})

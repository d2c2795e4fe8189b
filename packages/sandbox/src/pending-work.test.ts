import { expect, it, vi } from 'vitest'
import { createPendingWork } from './pending-work.ts'

it('settles at once when nothing is pending', async () => {
  await createPendingWork().settle()
})

it('settles when the last piece is done, and counts a piece once however often it ends', async () => {
  const work = createPendingWork()
  const first = work.begin()
  const second = work.begin()
  const settled = vi.fn()
  const waiting = work.settle().then(settled)
  first()
  first()
  await Promise.resolve()
  expect(settled).not.toHaveBeenCalled()
  second()
  await waiting
  expect(settled).toHaveBeenCalledOnce()
})

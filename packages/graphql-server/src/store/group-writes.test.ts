import { expect, test, vi } from 'vitest'
import { createGroupWrites, TooManyWritesError } from './group-writes.ts'

const limits = { largestGroup: 10, gatherMs: 1, mostWaiting: 100 }

const createWrites = (given: Partial<typeof limits> = {}) => {
  const groups: (readonly number[])[] = []
  const write = vi.fn<(items: readonly number[]) => Promise<readonly number[]>>(async (items) => {
    groups.push(items)
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (items.includes(-1)) throw new Error('the store is away')
    return items.map((item) => item * 2)
  })
  return { groups, writes: createGroupWrites(write, { ...limits, ...given }) }
}

test('gives each item its own result, however they are written together', async () => {
  const { groups, writes } = createWrites()
  const numbers = Array.from({ length: 25 }, (_, index) => index)
  expect(await Promise.all(numbers.map((number) => writes.add(number)))).toEqual(numbers.map((number) => number * 2))
  expect(groups.map(({ length }) => length)).toEqual([1, 10, 10, 4])
  expect(groups.flat()).toEqual(numbers)
})

test('writes an item that comes alone without waiting for others', async () => {
  const { groups, writes } = createWrites({ gatherMs: 2 ** 30 })
  expect(await writes.add(1)).toBe(2)
  expect(await writes.add(2)).toBe(4)
  expect(groups).toEqual([[1], [2]])
})

test('writes an item that comes when all is quiet at once, and those that come just after a write together', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0)
  try {
    const { groups, writes } = createWrites()
    const first = writes.add(1)
    expect(groups).toEqual([[1]])
    await first
    const soon = [2, 3].map((number) => writes.add(number))
    expect(groups).toEqual([[1]])
    await Promise.all(soon)
    expect(groups).toEqual([[1], [2, 3]])
    now.mockReturnValue(1_000)
    const late = writes.add(4)
    expect(groups).toEqual([[1], [2, 3], [4]])
    await late
  } finally {
    now.mockRestore()
  }
})

test('waits a moment for more where many came just before', async () => {
  const { groups, writes } = createWrites({ gatherMs: 100 })
  const first = [0, 1, 2, 3].map((number) => writes.add(number))
  while (groups.length < 2) await new Promise((resolve) => setImmediate(resolve))
  const second = writes.add(4)
  await Promise.all(first)
  const third = writes.add(5)
  await Promise.all([second, third])
  expect(groups).toEqual([[0], [1, 2, 3], [4, 5]])
})

test('waits no longer than until as many have come as went together last', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0)
  try {
    const { groups, writes } = createWrites({ gatherMs: 2 ** 30 })
    await Promise.all([0, 1, 2, 3].map((number) => writes.add(number)))
    const some = [4, 5].map((number) => writes.add(number))
    await new Promise((resolve) => setTimeout(resolve, 1))
    expect(groups).toHaveLength(2)
    await Promise.all([...some, writes.add(6), writes.add(7)])
    expect(groups).toEqual([[0], [1, 2, 3], [4, 5, 6, 7]])
  } finally {
    now.mockRestore()
  }
})

test('waits a moment for more where many came a moment ago, and not where it is quiet since', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0)
  try {
    const { groups, writes } = createWrites({ gatherMs: 100 })
    await Promise.all([0, 1, 2, 3].map((number) => writes.add(number)))
    now.mockReturnValue(20)
    const fourth = writes.add(4)
    await new Promise((resolve) => setImmediate(resolve))
    await Promise.all([fourth, writes.add(5)])
    expect(groups).toEqual([[0], [1, 2, 3], [4, 5]])
    await Promise.all([6, 7, 8].map((number) => writes.add(number)))
    now.mockReturnValue(100)
    const late = writes.add(9)
    expect(groups.at(-1)).toEqual([9])
    await late
  } finally {
    now.mockRestore()
  }
})

test('rejects the items of a group that could not be written, and goes on with the next', async () => {
  const { writes } = createWrites({ largestGroup: 2 })
  const results = await Promise.allSettled([0, 1, -1, 3].map((number) => writes.add(number)))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
})

test('takes no more than may wait', async () => {
  const { writes } = createWrites({ mostWaiting: 2 })
  const results = await Promise.allSettled([0, 1, 2, 3].map((number) => writes.add(number)))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected'])
  expect(results[3]).toMatchObject({ reason: new TooManyWritesError() })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEventStream } from './read-event-stream.ts'

const stream = ':\n\nevent: next\ndata: {"data":{"a":"é\\n\\n"}}\n\n:\n\nevent: next\ndata: {"data":{"b":2}}\n\n'

async function* cut(text: string, places: readonly number[]) {
  const bytes = new TextEncoder().encode(text)
  const ends = [...places.map((place) => place % bytes.length).toSorted((a, b) => a - b), bytes.length]
  let start = 0
  for (const end of ends) {
    yield bytes.subarray(start, end)
    start = end
  }
}

const readAll = async (text: string, places: readonly number[] = []) => {
  const results: unknown[] = []
  for await (const result of readEventStream(cut(text, places))) results.push(result)
  return results
}

test('gives the results of a stream, however it is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 20 }), async (places) => {
      expect(await readAll(stream, places)).toEqual([{ data: { a: 'é\n\n' } }, { data: { b: 2 } }])
    }),
  )
})

test('ends with the event complete', async () => {
  expect(await readAll(`${stream}event: complete\ndata:\n\nevent: next\ndata: {}\n\n`)).toHaveLength(2)
})

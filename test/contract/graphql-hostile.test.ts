import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusedRequests } from '../../bench/graphql/hostile-requests.ts'
import { type GraphqlTestServer, startGraphqlTestServer } from './graphql-test-server.ts'

const codes = [
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'QUERY_TOO_COMPLEX',
]

let running: GraphqlTestServer
beforeAll(async () => {
  running = await startGraphqlTestServer()
})
afterAll(() => running?.close())

interface Answer {
  readonly data?: object | null
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
}

/** The operations that a request began, as the log tells them. */
const listCalls = (requestId: string): readonly unknown[] =>
  running.logLines
    .map((line) => JSON.parse(line) as { readonly requestId?: string; readonly calls?: readonly unknown[] })
    .flatMap((line) => (line.requestId === requestId ? (line.calls ?? []) : []))

test.each(refusedRequests)('refuses $title with a code, and begins nothing', async ({ title, body }) => {
  const requestId = `hostile-${title.replaceAll(/\W/g, '-')}`.slice(0, 100)
  const response = await fetch(running.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    body: body('once'),
  })
  const { data, errors } = (await response.json()) as Answer
  expect(errors.length).toBeGreaterThan(0)
  expect(errors.length).toBeLessThanOrEqual(11)
  if (errors[0]?.extensions.code === 'INVALID_INPUT') {
    // A list that is too long is an input like any other: its field refuses it, before the provider is called.
    expect(errors[0].message).toContain('MAX_RECIPIENTS')
    return
  }
  expect(data).toBeUndefined()
  for (const { extensions } of errors) expect(codes).toContain(extensions.code)
  await expect.poll(() => running.logLines.some((line) => line.includes(requestId))).toBe(true)
  expect(listCalls(requestId)).toEqual([])
})

import {
  call,
  type CallContext,
  catalogue,
  type CatalogueEntry,
  createClient,
  netoxygen,
  ProviderCallError,
  proxstop,
  sms365,
  systemRuntime,
} from '@heliograph/core'
import { createUndiciTransport, type UndiciTransport } from '@heliograph/core/undici'
import { type Fault, type Sandbox, startSandbox } from '@heliograph/sandbox'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'

let sandbox: Sandbox
let transport: UndiciTransport

beforeAll(async () => {
  sandbox = await startSandbox()
})

afterAll(() => sandbox.close())

beforeEach(() => {
  transport = createUndiciTransport()
  sandbox.requests.clear()
})

afterEach(async () => {
  await sandbox.faults.clear()
  void transport.close()
})

/** A send and a query of each provider, with the names of their endpoints. */
const cases = [
  {
    provider: proxstop.name,
    send: 'proxstop.telephone.sms',
    sendInput: { country: '1', phone: '5555555555', code: '16322' },
    query: 'proxstop.telephone.status',
    queryInput: { referenceId: '97A677DD3E0A42B8EA58D93D05BAC89F' },
    // A made-up reference is refused: the query went through.
    queryAnswer: { code: 'INVALID_TELEREFERENCE' },
  },
  {
    provider: sms365.name,
    send: 'sms365.sms.send',
    sendInput: { to: '306971234567', text: 'x' },
    query: 'sms365.mobile.check',
    queryInput: { mobile: '306971234567' },
    queryAnswer: { mobile: { msisdn: '306971234567' } },
  },
  {
    provider: netoxygen.name,
    send: 'netoxygen.message.send',
    sendInput: { to: ['0792223344'], message: 'x' },
    query: 'netoxygen.account.auth',
    queryInput: {},
    queryAnswer: { valid: true },
  },
] as const

const run = (id: string, input: unknown, context: Partial<CallContext> = {}): Promise<unknown> => {
  const entry = catalogue.find((candidate) => candidate.id === id) as CatalogueEntry
  const name = entry.provider.name as keyof Sandbox['baseUrls']
  return call(entry, input, {
    credentials: sandbox.credentials[name],
    baseUrl: sandbox.baseUrls[name],
    transport,
    // Real time, but no waiting between attempts.
    runtime: { ...systemRuntime, random: () => 0 },
    ...context,
  }).catch((error: unknown) => error)
}

type Expected = Readonly<Partial<Pick<ProviderCallError, 'kind' | 'outcome'>>>

const unknown = (kind: ProviderCallError['kind']): Expected => ({ kind, outcome: 'unknown' })

describe.each(cases)('a send through $provider', ({ provider, send, sendInput }) => {
  test.each<[string, Fault, Expected, Partial<CallContext>?]>([
    ['reset before it was read', { kind: 'resetBeforeRead' }, unknown('network')],
    ['reset after it was read', { kind: 'resetAfterRead' }, unknown('network')],
    ['never answered', { kind: 'hang' }, unknown('timeout'), { timeoutMs: 300 }],
    ['answered too slowly', { kind: 'slowBody', pauseMs: 200 }, unknown('timeout'), { timeoutMs: 300 }],
    ['answered in part', { kind: 'truncatedBody' }, unknown('network')],
    ['answered with nothing', { kind: 'emptyBody' }, unknown('unexpected-reply')],
    ['answered with 503', { kind: 'unavailable' }, unknown('unavailable')],
    ['answered with 503 and Retry-After', { kind: 'unavailable', retryAfterSeconds: 0 }, unknown('unavailable')],
    ['answered with 200 MB', { kind: 'oversizedBody' }, unknown('unexpected-reply')],
    ['answered with an XML bomb', { kind: 'xmlBomb' }, unknown('unexpected-reply')],
  ])(
    '%s: its outcome is unknown, it says so, and it went over the wire once',
    async (_name, fault, expected, context) => {
      await sandbox.faults.add({ count: Infinity, ...fault })
      const error = (await run(send, sendInput, context)) as ProviderCallError
      expect(error).toBeInstanceOf(ProviderCallError)
      expect(error).toMatchObject({ ...expected, isRetryable: false, attempts: 1, provider })
      expect(error.message).toContain('Do not simply repeat it.')
      expect(sandbox.requests).toHaveLength(1)
    },
  )

  test('answered with an HTML page: its outcome is unknown, and it went over the wire once', async () => {
    await sandbox.faults.add({ kind: 'htmlPage', count: Infinity })
    const error = (await run(send, sendInput)) as ProviderCallError
    // ProxStop's own samples take anything but its two envelopes for a service that is unavailable.
    expect(['unexpected-reply', 'unavailable']).toContain(error.kind)
    expect(error).toMatchObject({ outcome: 'unknown', isRetryable: false })
    expect(sandbox.requests).toHaveLength(1)
  })

  test('answered with 429 is repeated after Retry-After, and goes out once', async () => {
    await sandbox.faults.add({ kind: 'rateLimit', retryAfterSeconds: 0, count: 2 })
    expect(await run(send, sendInput)).not.toBeInstanceOf(Error)
    expect(sandbox.requests.map(({ processed }) => processed)).toEqual([false, false, true])
  })

  test('answered with 429 and a Retry-After past the deadline was not accepted', async () => {
    await sandbox.faults.add({ kind: 'rateLimit', retryAfterSeconds: 3_600 })
    const error = await run(send, sendInput)
    expect(error).toMatchObject({ kind: 'rate-limit', outcome: 'not-accepted', retryAfterMs: 3_600_000 })
    expect(sandbox.requests).toHaveLength(1)
  })

  test('that finds nobody listening is repeated within the deadline, then unavailable', async () => {
    await sandbox.faults.add({ kind: 'refuse' })
    const error = (await run(send, sendInput)) as ProviderCallError
    expect(error).toMatchObject({ kind: 'unavailable', outcome: 'not-accepted', isRetryable: true, attempts: 4 })
    expect(error.message).toContain('Nothing was sent.')
    expect(sandbox.requests).toHaveLength(0)
  })

  test('goes out once the provider listens again', async () => {
    await sandbox.faults.add({ kind: 'refuse' })
    let attempts = 0
    const runtime = {
      ...systemRuntime,
      sleep: async () => {
        attempts += 1
        await sandbox.faults.clear()
      },
    }
    expect(await run(send, sendInput, { runtime })).not.toBeInstanceOf(Error)
    expect(attempts).toBe(1)
    expect(sandbox.requests).toHaveLength(1)
  })

  test('with wrong credentials is refused as such', async () => {
    const credentials = { apiKey: 'wrong', username: 'wrong', password: 'wrong' }
    const error = await run(send, sendInput, { credentials })
    expect(error).toMatchObject({ kind: 'authentication', outcome: 'not-accepted' })
    expect(sandbox.requests).toHaveLength(1)
  })
})

describe.each(cases)('a query through $provider', ({ query, queryInput, queryAnswer }) => {
  test.each<[string, Fault]>([
    ['a reset before it was read', { kind: 'resetBeforeRead' }],
    ['a reset after it was read', { kind: 'resetAfterRead' }],
    ['half an answer', { kind: 'truncatedBody' }],
    ['503', { kind: 'unavailable' }],
    ['429', { kind: 'rateLimit', retryAfterSeconds: 0 }],
  ])('is repeated after %s, and answered', async (_name, fault) => {
    await sandbox.faults.add({ ...fault, count: 2 })
    expect(await run(query, queryInput)).toMatchObject(queryAnswer)
    expect(sandbox.requests).toHaveLength(3)
  })

  test.each<[string, Fault]>([
    ['nothing', { kind: 'emptyBody' }],
    ['200 MB', { kind: 'oversizedBody' }],
    ['an XML bomb', { kind: 'xmlBomb' }],
  ])('that is answered with %s fails at once', async (_name, fault) => {
    await sandbox.faults.add(fault)
    expect(await run(query, queryInput)).toMatchObject({ kind: 'unexpected-reply' })
    expect(sandbox.requests).toHaveLength(1)
  })
})

test('200 MB and XML bombs stay within bounded memory', async () => {
  const before = process.memoryUsage()
  for (const { query, queryInput } of cases) {
    for (const kind of ['oversizedBody', 'xmlBomb'] as const) {
      await sandbox.faults.add({ kind })
      expect(await run(query, queryInput)).toMatchObject({ kind: 'unexpected-reply' })
    }
  }
  const after = process.memoryUsage()
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(64 * 1024 * 1024)
  expect(after.heapUsed - before.heapUsed).toBeLessThan(64 * 1024 * 1024)
})

test('a sandbox that is gone in the middle of a send leaves its outcome unknown', async () => {
  const doomed = await startSandbox()
  await doomed.faults.add({ kind: 'hang' })
  const client = createClient({
    provider: sms365,
    credentials: doomed.credentials.sms365,
    baseUrl: doomed.baseUrls.sms365,
    transport,
  })
  const sent = client.sms.send({ to: '306971234567', text: 'x' }).catch((error: unknown) => error)
  await expect.poll(() => doomed.requests.length).toBe(1)
  await doomed.close()
  expect(await sent).toMatchObject({ kind: 'network', outcome: 'unknown', isRetryable: false })
  const later = await client.sms.send({ to: '306971234567', text: 'x' }).catch((error: unknown) => error)
  expect(later).toMatchObject({ kind: 'unavailable', outcome: 'not-accepted' })
})

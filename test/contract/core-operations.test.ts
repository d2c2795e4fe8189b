import { catalogue, type DriftReport, systemRuntime } from '@heliograph/core'
import { createUndiciTransport } from '@heliograph/core/undici'
import {
  createManualClock,
  type PartialQuirks,
  type SandboxMessage,
  type SandboxOptions,
  startSandbox,
} from '@heliograph/sandbox'
import { describe, expect, test } from 'vitest'
import { playOperations } from './play-operations.ts'

const start = Date.UTC(2026, 6, 1, 9, 0, 0)

/** Plays all operations against a sandbox with quirks, in a time of its own. */
const play = async (quirks: PartialQuirks, options: SandboxOptions = {}) => {
  const clock = createManualClock(start)
  const sandbox = await startSandbox({ ...options, quirks, clock })
  const transport = createUndiciTransport({ now: () => clock.now() })
  const drift: DriftReport[] = []
  try {
    const outputs = await playOperations({
      sandbox,
      transport,
      runtime: { ...systemRuntime, now: () => clock.now() },
      onDrift: (report) => drift.push(report),
      person: {
        wait(milliseconds) {
          clock.advance(milliseconds)
        },
        async readSentCode(to) {
          const answer = await fetch(`${sandbox.origin}/inspector/messages?to=${to}`)
          const messages = (await answer.json()) as readonly SandboxMessage[]
          return messages.flatMap(({ code }) => code ?? []).at(-1) ?? ''
        },
      },
    })
    return { outputs, drift, requests: [...sandbox.requests] }
  } finally {
    await transport.close()
    await sandbox.close()
  }
}

const clean = play({})

describe('all operations against the sandbox', () => {
  test('each one is called and answers as the catalogue says, without drift', async () => {
    const { outputs, drift } = await clean
    expect(Object.keys(outputs).toSorted()).toEqual(catalogue.map(({ id }) => id).toSorted())
    expect(drift).toEqual([])
    expect(outputs).toMatchSnapshot()
  })

  test('no credential is in a path, and every request is a POST', async () => {
    const { requests } = await clean
    expect(requests.length).toBeGreaterThan(47)
    for (const { method, path } of requests) {
      expect(method).toBe('POST')
      expect(path).not.toContain('?')
    }
  })
})

const quirks: readonly PartialQuirks[] = [
  { sms365: { numbers: 'numbers' } },
  { sms365: { listShape: 'numericKeys' } },
  { sms365: { listShape: 'array' } },
  { sms365: { listShape: 'gappedObject' } },
  { sms365: { listShape: 'wrapper' } },
  { sms365: { emptyList: 'absent' } },
  { sms365: { emptyList: 'emptyString' } },
  { sms365: { emptyList: 'emptyObject' } },
  { sms365: { messageId: 'id' } },
  { sms365: { messageId: 'both' } },
  { sms365: { nestedIds: true } },
  { sms365: { costName: 'smscost' } },
  { sms365: { phpNotice: true } },
  { sms365: { byteOrderMark: true } },
  { sms365: { htmlContentType: true } },
  { sms365: { zeroedFailures: true } },
  { proxstop: { digitsOnlyReferences: true } },
  { netoxygen: { okAsInteger: true } },
  { netoxygen: { latin1Answers: true } },
  { netoxygen: { unknownStatusFalse: true } },
  { netoxygen: { base64Answers: true } },
  {
    sms365: {
      numbers: 'numbers',
      listShape: 'gappedObject',
      emptyList: 'emptyString',
      messageId: 'id',
      nestedIds: true,
      costName: 'smscost',
      phpNotice: true,
      htmlContentType: true,
      zeroedFailures: true,
    },
    proxstop: { digitsOnlyReferences: true },
    netoxygen: { okAsInteger: true, latin1Answers: true, unknownStatusFalse: true, base64Answers: true },
  },
]

describe('a quirk of a gateway is not seen through the core', () => {
  test.each(quirks.map((quirk) => ({ name: JSON.stringify(quirk), quirk })))('$name', async ({ quirk }) => {
    const { outputs, drift } = await play(quirk)
    expect(outputs).toEqual((await clean).outputs)
    expect(drift).toEqual([])
  })

  test('new fields are reported and change nothing', async () => {
    const { outputs, drift } = await play({ sms365: { addedFields: true } })
    expect(outputs).toEqual((await clean).outputs)
    expect(new Set(drift.map(({ change }) => change))).toEqual(new Set(['added']))
  })

  test('digits for statuses mean the same, with the raw value kept', async () => {
    const { outputs } = await play({ sms365: { statusValues: 'digits' } })
    const letters: Readonly<Record<string, string>> = { 1: 's', 2: 'd', 3: 'f' }
    const asLetters = JSON.parse(JSON.stringify(outputs), (name, value: unknown) =>
      name === 'statusRaw' && typeof value === 'string' ? letters[value] : value,
    ) as unknown
    expect(asLetters).toEqual(JSON.parse(JSON.stringify((await clean).outputs)))
  })

  test('times in Unix seconds are the same instants', async () => {
    const { outputs } = await play({ sms365: { timestamps: 'unix' } })
    const withoutTexts = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (name, inner: unknown) => (name === 'timestamp' ? undefined : inner))) as unknown
    expect(withoutTexts(outputs)).toEqual(withoutTexts((await clean).outputs))
  })

  test('credits may be negative', async () => {
    const accounts = { netoxygen: [{ credits: 0 }] }
    const { outputs } = await play({ netoxygen: { negativeCredits: true } }, { accounts })
    expect(outputs['netoxygen.account.credits']).toEqual({ credits: -1 })
  })
})

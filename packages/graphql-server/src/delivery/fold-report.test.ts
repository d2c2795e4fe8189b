import { isFinalStatus, type MessageStatus, messageStatus } from '@heliograph/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldReport, type IncomingReport, type MessageState } from './fold-report.ts'

const untouched: MessageState = {
  status: 'UNKNOWN',
  status_raw: null,
  cost: null,
  provider_message_id: null,
  contradiction: null,
  accepted_at: null,
  status_at: new Date(0),
  final_at: null,
  mcc: null,
  mnc: null,
  next_poll_at: new Date(1),
}

const report = (status: MessageStatus, more: Partial<IncomingReport> = {}): IncomingReport => ({
  messageId: '0190a5f0-0000-7000-8000-000000000000',
  status,
  statusRaw: status.toLowerCase(),
  cost: null,
  providerMessageId: null,
  source: 'callback',
  at: new Date(1_000),
  ...more,
})

const foldAll = (reports: readonly IncomingReport[]): MessageState =>
  reports.reduce((state, next) => foldReport(state, next).state, untouched)

const statuses = Object.keys(messageStatus.values) as readonly MessageStatus[]

describe('a report', () => {
  test('that brings news sets the status, and the first final one ends the questions', () => {
    const sent = foldReport(untouched, report('SENT', { cost: '1', providerMessageId: 'p1' }))
    expect(sent.novelty).toBe('news')
    expect(sent.state).toMatchObject({
      status: 'SENT',
      status_raw: 'sent',
      cost: '1',
      provider_message_id: 'p1',
      accepted_at: new Date(1_000),
      final_at: null,
      next_poll_at: new Date(1),
    })
    const delivered = foldReport(sent.state, report('DELIVERED', { cost: '1.5', at: new Date(2_000) })).state
    expect(delivered).toMatchObject({
      status: 'DELIVERED',
      cost: '1.5',
      provider_message_id: 'p1',
      accepted_at: new Date(1_000),
      status_at: new Date(2_000),
      final_at: new Date(2_000),
      next_poll_at: null,
    })
  })

  test('that says the same again, or less, changes nothing', () => {
    const { state } = foldReport(untouched, report('DELIVERED', { cost: '1', providerMessageId: 'p1' }))
    for (const [status, novelty] of [
      ['DELIVERED', 'repeat'],
      ['SENT', 'stale'],
      ['UNKNOWN', 'stale'],
    ] as const) {
      const folded = foldReport(state, report(status, { cost: '9', providerMessageId: 'p2', at: new Date(9_000) }))
      expect(folded).toEqual({ state, novelty })
      expect(folded.state).toBe(state)
    }
  })

  test('of another final status is kept beside the first, and once', () => {
    const failed = foldReport(untouched, report('FAILED')).state
    const contradicted = foldReport(failed, report('DELIVERED', { at: new Date(2_000) }))
    expect(contradicted).toMatchObject({
      novelty: 'contradiction',
      state: {
        status: 'FAILED',
        status_at: new Date(1_000),
        contradiction: { status: 'DELIVERED', statusRaw: 'delivered', at: '1970-01-01T00:00:02.000Z' },
      },
    })
    for (const status of ['DELIVERED', 'EXPIRED'] as const) {
      expect(foldReport(contradicted.state, report(status))).toEqual({ state: contradicted.state, novelty: 'repeat' })
    }
  })

  test('of a callback brings the network of the recipient, and a later one without it takes nothing away', () => {
    const reports = [report('SENT', { mcc: '202', mnc: '05' }), report('DELIVERED', { mcc: null, mnc: null })]
    expect(foldAll(reports)).toMatchObject({ status: 'DELIVERED', mcc: '202', mnc: '05' })
  })

  test('that is late still brings what was missing', () => {
    const early = foldReport(untouched, report('DELIVERED', { providerMessageId: 'p1' })).state
    const { state, novelty } = foldReport(early, report('ACCEPTED', { cost: '1', providerMessageId: 'p2' }))
    expect(novelty).toBe('stale')
    expect(state).toMatchObject({ status: 'DELIVERED', cost: '1', provider_message_id: 'p1' })
  })

  test('of a status nobody knows keeps its raw value', () => {
    const { state, novelty } = foldReport(untouched, report('UNKNOWN', { statusRaw: 'x' }))
    expect(novelty).toBe('repeat')
    expect(state).toMatchObject({ status: 'UNKNOWN', status_raw: 'x', accepted_at: null })
  })
})

/** Reports of one message that agree on its end: in any order and as often as you like. */
const agreeingReports = fc
  .constantFrom(...statuses.filter(isFinalStatus))
  .chain((final) =>
    fc.array(
      fc.record({
        status: fc.constantFrom(final, ...statuses.filter((status) => !isFinalStatus(status))),
        cost: fc.constantFrom(null, '1.5'),
        providerMessageId: fc.constantFrom(null, 'p1'),
        at: fc.nat({ max: 10_000 }).map((ms) => new Date(ms)),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  )
  .map((parts) => parts.map(({ status, ...more }) => report(status, more)))

const withoutTimes = ({ accepted_at, status_at: _at, final_at, ...state }: MessageState) => ({
  ...state,
  isAccepted: accepted_at !== null,
  isFinal: final_at !== null,
})

test('any order and repetition of reports that agree gives the same row', () => {
  fc.assert(
    fc.property(
      agreeingReports.chain((reports) =>
        fc.tuple(
          fc.constant(reports),
          fc.shuffledSubarray([...reports, ...reports], { minLength: reports.length * 2 }),
        ),
      ),
      ([reports, shuffled]) => {
        expect(withoutTimes(foldAll(shuffled))).toEqual(withoutTimes(foldAll(reports)))
      },
    ),
  )
})

test('whatever comes, the first final status stays, the first other one is its contradiction, and a second time tells no news', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(...statuses).map((status) => report(status)),
        { maxLength: 12 },
      ),
      (reports) => {
        const state = foldAll(reports)
        const [final, other] = [...new Set(reports.map(({ status }) => status).filter(isFinalStatus))]
        if (final !== undefined) expect(state.status).toBe(final)
        expect(state.contradiction?.status).toBe(other)
        for (const again of reports) {
          expect(foldReport(state, again)).toEqual({ state, novelty: expect.stringMatching(/^(repeat|stale)$/) })
        }
      },
    ),
  )
})

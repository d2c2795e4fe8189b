import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { createFriendlyLog } from './friendly-log.ts'

const logTo = (lines: string[]) =>
  createLog(
    'info',
    createFriendlyLog((line) => lines.push(line)),
  )

test('writes one line for the calls of a request', () => {
  const lines: string[] = []
  const calls = [
    { operation: 'sms365.sms.send', durationMs: 12.4 },
    { operation: 'sms365.me.balance', durationMs: 3, kind: 'timeout', outcome: 'unknown' },
  ]
  logTo(lines).info({ requestId: 'x', calls, status: 200 }, 'request')
  expect(lines).toEqual([
    expect.stringMatching(
      /^\d\d:\d\d:\d\d {2}sms365\.sms\.send ok in 12 ms · sms365\.me\.balance timeout, unknown in 3 ms\n$/,
    ),
  ])
})

test('writes the status of a request that ran nothing', () => {
  const lines: string[] = []
  logTo(lines).info({ requestId: 'x', calls: [], status: 415 }, 'request')
  expect(lines).toEqual([expect.stringMatching(/ {2}HTTP 415\n$/)])
})

test('writes what a delivery report was', () => {
  const lines: string[] = []
  logTo(lines).info({ requestId: 'x', status: 200, result: 'accepted', durationMs: 2 }, 'callback')
  expect(lines).toEqual([expect.stringMatching(/ {2}delivery report: accepted\n$/)])
})

test('writes warnings with what they say, and leaves out the rest', () => {
  const lines: string[] = []
  const log = logTo(lines)
  log.info({ url: 'x' }, 'listening')
  log.warn({ path: 'a' }, 'drift')
  expect(lines).toEqual([expect.stringMatching(/ {2}drift \{"path":"a"\}\n$/)])
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { countResults } from './count-results.mjs'

interface Run {
  readonly problems?: string
  readonly exitCodes?: Readonly<{ test?: number; check?: number; n8n?: number }>
  readonly unit?: object
  readonly e2e?: object
  readonly n8n?: object
  readonly verdicts?: readonly { step: string; state: string }[]
}

const passing = (count: number) => ({ success: true, numPassedTests: count, numFailedTests: 0, testResults: [] })
const allPassed = [
  { step: 'lint', state: 'passed' },
  { step: 'test', state: 'left out' },
  { step: 'test:e2e', state: 'passed' },
]

function count({ problems = '', exitCodes = {}, ...run }: Run) {
  const folder = mkdtempSync(join(tmpdir(), 'heliograph-results-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'problems'), problems)
  const put = (path: string, content: unknown) => writeFileSync(join(folder, path), JSON.stringify(content))
  for (const name of ['test', 'check', 'n8n'] as const) {
    mkdirSync(join(folder, name))
    put(join(name, 'exit-code'), exitCodes[name] ?? 0)
  }
  if (run.unit !== undefined) put('test/vitest-1.json', run.unit)
  if (run.e2e !== undefined) put('check/vitest-2.json', run.e2e)
  if (run.n8n !== undefined) put('n8n/vitest-3.json', run.n8n)
  if (run.verdicts !== undefined) put('check/check.json', run.verdicts)
  return countResults(folder)
}

const sound: Run = { unit: passing(40), e2e: passing(2), n8n: passing(3), verdicts: allPassed }

test('adds up the tests of all runs', () => {
  expect(count(sound)).toEqual({ passed: 45, failed: 0, reasons: [] })
})

test('counts each failed test once', () => {
  const e2e = { success: false, numPassedTests: 1, numFailedTests: 2, testResults: [] }
  const verdicts = [{ step: 'test:e2e', state: 'failed' }]
  expect(count({ ...sound, e2e, verdicts, exitCodes: { check: 1 } })).toEqual({
    passed: 44,
    failed: 2,
    reasons: [],
  })
})

test('counts a file that did not load as a failure, with its reason', () => {
  const broken = {
    name: `${process.cwd()}/a.test.ts`,
    status: 'failed',
    message: 'No such module',
    assertionResults: [],
  }
  const unit = { success: false, numPassedTests: 3, numFailedTests: 0, testResults: [broken] }
  expect(count({ ...sound, unit, exitCodes: { test: 1 } })).toEqual({
    passed: 8,
    failed: 1,
    reasons: ['a.test.ts did not run: No such module'],
  })
})

test('counts an error outside of any test as a failure', () => {
  const unit = { ...passing(40), success: false }
  expect(count({ ...sound, unit, exitCodes: { test: 1 } }).reasons).toEqual([
    'npm test: Vitest failed outside of any test',
  ])
})

test('counts a suite that did not run as a failure', () => {
  const { e2e: _none, ...without } = sound
  expect(count(without)).toMatchObject({ failed: 1, reasons: ['npm run check, end-to-end tests: no test ran'] })
  expect(count({ ...sound, unit: passing(0) })).toMatchObject({ failed: 1, reasons: ['npm test: no test ran'] })
})

test('counts a real n8n that did not start as a failure', () => {
  const { n8n: _none, ...without } = sound
  expect(count({ ...without, exitCodes: { n8n: 1 } })).toEqual({
    passed: 42,
    failed: 1,
    reasons: ['npm run test:n8n: no test ran'],
  })
})

test('counts failed and missing steps of the check', () => {
  const verdicts = [
    { step: 'lint', state: 'failed' },
    { step: 'build', state: 'not reached' },
  ]
  expect(count({ ...sound, verdicts, exitCodes: { check: 1 } }).reasons).toEqual([
    'check: lint failed',
    'check: build not reached',
  ])
  const { verdicts: _none, ...without } = sound
  expect(count(without).reasons).toEqual(['The check did not come to its end'])
})

test('does not pass over an exit code that nothing explains', () => {
  expect(count({ ...sound, exitCodes: { test: 1 } }).reasons).toEqual(['npm test: exit code 1'])
})

test('counts what went wrong around the runs', () => {
  expect(count({ ...sound, problems: 'No Chromium\n' })).toMatchObject({ failed: 1, reasons: ['No Chromium'] })
})

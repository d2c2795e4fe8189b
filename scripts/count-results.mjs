import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

// `node count-results.mjs <folder>`: adds up the reports that .ci/run has collected, prints the reason of each failure that
// is not a test's own, and "N passed, N failed" at the end. Runs on Node 20.

/**
 * @typedef {object} VitestReport the parts of Vitest's JSON report that are read
 * @property {boolean} success
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {{ name: string, status: string, message?: string, assertionResults: { status: string }[] }[]} testResults
 */

/**
 * @param {string} folder with `problems`, and for `test`, `check` and `n8n` a folder of reports with the `exit-code`
 * @returns {{ passed: number, failed: number, reasons: string[] }} a suite or step that failed or did not run counts as one
 */
export function countResults(folder) {
  const reasons = readFileSync(join(folder, 'problems'), 'utf8').split('\n').filter(Boolean)
  let passed = 0
  let failedTests = 0
  for (const { name, title } of [
    { name: 'test', title: 'npm test' },
    { name: 'check', title: 'npm run check, end-to-end tests' },
    { name: 'n8n', title: 'npm run test:n8n' },
  ]) {
    const reports = readReports(join(folder, name))
    const before = reasons.length + failedTests
    for (const report of reports) {
      passed += report.numPassedTests
      failedTests += report.numFailedTests
      const broken = report.testResults.filter(
        ({ status, assertionResults }) =>
          status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
      )
      for (const { name: file, message } of broken) {
        reasons.push(`${relative(process.cwd(), file)} did not run: ${message?.split('\n')[0] ?? 'no reason given'}`)
      }
      const ran = report.numPassedTests + report.numFailedTests > 0
      if (!report.success && ran && report.numFailedTests === 0 && broken.length === 0) {
        reasons.push(`${title}: Vitest failed outside of any test`)
      }
    }
    if (!reports.some((report) => report.numPassedTests + report.numFailedTests > 0)) {
      reasons.push(`${title}: no test ran`)
    }
    if (name === 'check') reasons.push(...listFailedSteps(join(folder, name)))
    const exitCode = readText(join(folder, name, 'exit-code'))?.trim()
    if (exitCode !== '0' && reasons.length + failedTests === before) {
      reasons.push(`${title}: exit code ${exitCode ?? 'unknown'}`)
    }
  }
  return { passed, failed: failedTests + reasons.length, reasons }
}

/**
 * @param {string} folder
 * @returns {VitestReport[]}
 */
function readReports(folder) {
  return readdirSync(folder)
    .filter((file) => file.startsWith('vitest-'))
    .map((file) => /** @type {VitestReport} */ (JSON.parse(readFileSync(join(folder, file), 'utf8'))))
}

/**
 * The steps of the check that failed and are no tests: those are counted one by one.
 *
 * @param {string} folder
 */
function listFailedSteps(folder) {
  const text = readText(join(folder, 'check.json'))
  if (text === undefined) return ['The check did not come to its end']
  const verdicts = /** @type {{ step: string, state: string }[]} */ (JSON.parse(text))
  return verdicts
    .filter(({ step, state }) => state === 'not reached' || (state === 'failed' && !step.startsWith('test')))
    .map(({ step, state }) => `check: ${step} ${state}`)
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed, reasons } = countResults(process.argv[2] ?? '.')
  for (const reason of reasons) console.log(`FAILED: ${reason}`)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1
}

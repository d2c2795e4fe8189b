import { globSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { checkPackages } from './check-packages.ts'
import { LaunchError } from './launch-error.mjs'
import { nodeProgram, runProgram, type StepResult, toolProgram } from './run-program.ts'

// `pnpm check [--without <step>]… [--keep-going]`: everything that has to hold before a commit, quickest first.

const root = fileURLToPath(new URL('..', import.meta.url))
const tool = (name: string, ...args: string[]) => runProgram(root, toolProgram(root, name, args))

const steps: Readonly<Record<string, () => Promise<StepResult>>> = {
  format: () => tool('oxfmt', '--check', '.'),
  lint: () => tool('oxlint', '--type-aware', '--deny-warnings'),
  types: () => tool('typescript', '-b'),
  knip: () => tool('knip', '--no-progress'),
  test: () => tool('vitest', 'run', '--project', 'unit', '--project', 'contract'),
  'test:e2e': () => tool('vitest', 'run', '--project', 'e2e'),
  build: async () => {
    // A file whose source is gone would otherwise stay, and be packed.
    for (const path of globSync('packages/*/{dist,*.tsbuildinfo}', { cwd: root })) {
      rmSync(join(root, path), { recursive: true, force: true })
    }
    const built = await tool('typescript', '-b')
    return built.passed ? runProgram(join(root, 'packages/n8n-nodes'), nodeProgram('build/main.mts', [])) : built
  },
  packages: () => checkPackages(root),
}

interface Verdict {
  readonly step: string
  readonly state: 'passed' | 'failed' | 'left out' | 'not reached'
}

async function check(argv: string[]): Promise<boolean> {
  const { without, keepGoing } = readOptions(argv)
  const verdicts: Verdict[] = []
  let failed = false
  for (const [step, run] of Object.entries(steps)) {
    if (without.includes(step)) verdicts.push({ step, state: 'left out' })
    else if (failed && !keepGoing) verdicts.push({ step, state: 'not reached' })
    else {
      const startedAt = performance.now()
      const { passed, output } = await run()
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)
      if (!passed) console.log(output)
      console.log(`${passed ? 'passed' : 'FAILED'} ${seconds} s  ${step}`)
      verdicts.push({ step, state: passed ? 'passed' : 'failed' })
      failed ||= !passed
    }
  }
  for (const { step, state } of verdicts.filter((verdict) => /left|reached/.test(verdict.state))) {
    console.log(`${state}: ${step}`)
  }
  const resultsFolder = process.env.HELIOGRAPH_RESULTS
  if (resultsFolder !== undefined) writeFileSync(join(resultsFolder, 'check.json'), JSON.stringify(verdicts))
  return !failed
}

function readOptions(argv: string[]): { without: readonly string[]; keepGoing: boolean } {
  try {
    const { values } = parseArgs({
      args: argv,
      options: { without: { type: 'string', multiple: true, default: [] }, 'keep-going': { type: 'boolean' } },
    })
    const unknown = values.without.find((step) => !Object.hasOwn(steps, step))
    if (unknown !== undefined) throw new Error(`There is no step "${unknown}"`)
    return { without: values.without, keepGoing: values['keep-going'] === true }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new LaunchError(
      `${reason}. The options are --without <step> and --keep-going; the steps are ${Object.keys(steps).join(', ')}.`,
      2,
    )
  }
}

try {
  process.exitCode = (await check(process.argv.slice(2))) ? 0 : 1
} catch (error) {
  if (!(error instanceof LaunchError)) throw error
  if (error.message !== '') console.error(error.message)
  process.exitCode = error.exitCode
}

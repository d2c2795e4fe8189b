import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { installIfNeeded } from './install.mjs'
import { LaunchError } from './launch-error.mjs'
import { runChild } from './run-child.mjs'
import { findToolchain, withNodeInPath } from './toolchain.mjs'

// `node scripts/launch.mjs <task> [args…]` on Node 18 or newer and npm, with nothing installed: brings a newer Node if this
// one is too old, installs what the lockfile says, and runs the task. It must not use anything newer than Node 18.

const vitest = 'node_modules/vitest/vitest.mjs'

/** Each task: what it is, and what Node is started with. The arguments of the command line follow. */
const tasks = {
  start: { about: 'the sandbox, and the GraphQL server on it', node: ['packages/graphql-server/src/start.ts'] },
  serve: { about: 'the GraphQL server alone, with the real providers', node: ['packages/graphql-server/src/main.ts'] },
  example: {
    about: 'the delivery board, beside start',
    node: ['examples/delivery-board/src/main.ts', '--sandbox'],
  },
  test: { about: 'unit and contract tests', node: [vitest, 'run', '--project', 'unit', '--project', 'contract'] },
  'test:e2e': { about: 'tests in a real browser and on a real PostgreSQL', node: [vitest, 'run', '--project', 'e2e'] },
  'test:n8n': { about: 'tests in a real n8n, which is installed first', node: [vitest, 'run', '--project', 'n8n'] },
  check: { about: 'everything that has to hold before a commit', node: ['scripts/check.ts'] },
  bench: { about: 'benchmarks', node: ['bench/main.ts'] },
  'docs:table': { about: 'the table of operations in README.md', node: ['test/docs/operations-table.ts'] },
}

const root = fileURLToPath(new URL('..', import.meta.url))
const stateFolder = join(root, 'node_modules', '.heliograph')

/** @param {string[]} argv */
async function launch([name = '', ...rest]) {
  // npm takes this away before the arguments, pnpm does not.
  const args = rest[0] === '--' ? rest.slice(1) : rest
  const task = Object.entries(tasks).find(([key]) => key === name)?.[1]
  if (task === undefined) throw new LaunchError(describeTasks(name), 2)
  const toolchain = await findToolchain(root, stateFolder)
  await installIfNeeded(root, stateFolder, toolchain)
  const { code } = await runChild(toolchain.node, [...task.node, ...args], {
    cwd: root,
    env: withNodeInPath(process.env, toolchain.node),
  })
  return code
}

/** @param {string} name */
function describeTasks(name) {
  const list = Object.entries(tasks).map(([key, { about }]) => `  ${key.padEnd(12)}${about}`)
  return [name === '' ? 'Which task?' : `There is no task "${name}".`, 'The tasks are:', ...list].join('\n')
}

try {
  process.exitCode = await launch(process.argv.slice(2))
} catch (error) {
  const sentence = error instanceof LaunchError ? error.message : `The launch failed: ${String(error)}`
  if (sentence !== '') process.stderr.write(`${sentence}\n`)
  process.exitCode = error instanceof LaunchError ? error.exitCode : 1
}

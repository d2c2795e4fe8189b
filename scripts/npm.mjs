import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { LaunchError } from './launch-error.mjs'
import { runChild } from './run-child.mjs'

/**
 * Has npm put packages into its cache (a second time it finds them there) and tells where the tools in them are.
 *
 * @param {string} root
 * @param {string[]} packages such as `node@24`
 * @returns {Promise<{ node?: string, pnpm?: string }>} paths of Node and of pnpm's JavaScript, as far as brought
 * @throws {LaunchError} with what npm said
 */
export async function bringByNpm(root, packages) {
  const teller = fileURLToPath(new URL('tell-tools.mjs', import.meta.url))
  const exec = ['exec', '--yes', ...packages.flatMap((name) => ['--package', name]), '--', 'node', teller]
  const cli = findNpmCli(process.env, process.execPath, existsSync)
  const options = { cwd: root, ownGroup: true, capture: true }
  const { code, stdout, stderr } =
    cli !== undefined
      ? await runChild(process.execPath, [cli, ...exec], options)
      : process.platform === 'win32'
        ? await runChild(
            'npm.cmd',
            exec.map((arg) => `"${arg}"`),
            { ...options, shell: true },
          )
        : await runChild('npm', exec, options)
  const answer = stdout.trim().split('\n').at(-1) ?? ''
  if (code !== 0 || !answer.startsWith('{')) {
    throw new LaunchError(
      `${withoutTrace(stderr)}npm could not bring ${packages.join(' and ')} (exit code ${code}). ` +
        `Check that npm reaches its registry, or install Node 22.19 or newer and pnpm yourself.`,
    )
  }
  return /** @type {{ node?: string, pnpm?: string }} */ (JSON.parse(answer))
}

/**
 * How to start npm without a shell, which would read spaces and signs in paths its own way: npm's JavaScript through Node.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} execPath
 * @param {(path: string) => boolean} exists
 * @returns {string | undefined} path of npm-cli.js
 */
export function findNpmCli(environment, execPath, exists) {
  const running = environment.npm_execpath
  const beside = dirname(execPath)
  const places = [
    ...(running !== undefined && basename(running) === 'npm-cli.js' ? [running] : []),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
  ]
  return places.find(exists)
}

/**
 * What npm says of a failure, without the stack trace it adds to some.
 *
 * @param {string} stderr
 */
export function withoutTrace(stderr) {
  return stderr
    .split('\n')
    .filter((line) => /^npm (error|ERR!) \w/.test(line) && !/A complete log/.test(line))
    .slice(0, 8)
    .map((line) => `${line}\n`)
    .join('')
}

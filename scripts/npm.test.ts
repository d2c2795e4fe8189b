import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findNpmCli, withoutTrace } from './npm.mjs'

const none = () => false
const all = () => true

test('finds npm by the npm that runs us', () => {
  const cli = join('/a b', 'npm-cli.js')
  expect(findNpmCli({ npm_execpath: cli }, '/usr/bin/node', (path) => path === cli)).toBe(cli)
})

test('does not take another package manager for npm', () => {
  expect(findNpmCli({ npm_execpath: '/x/yarn.js' }, '/usr/bin/node', none)).toBeUndefined()
  expect(findNpmCli({ npm_execpath: '/x/yarn.js' }, '/usr/bin/node', all)).not.toBe('/x/yarn.js')
})

test.each([
  ['Windows', join('/n', 'node.exe'), join('/n', 'node_modules', 'npm', 'bin', 'npm-cli.js')],
  ['an installer or nvm', join('/n', 'bin', 'node'), join('/n', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')],
  ['Debian', join('/usr', 'bin', 'node'), join('/usr', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js')],
])('finds npm beside Node as %s puts it', (_who, node, cli) => {
  expect(findNpmCli({}, node, (path) => path === cli)).toBe(cli)
})

test('shows what npm says without its stack trace', () => {
  const stderr = [
    'npm warn Unknown user config "x".',
    'npm error code ECONNREFUSED',
    'npm ERR! FetchError: request failed',
    'npm error     at ClientRequest.<anonymous> (/usr/lib/x.js:130:14)',
    'npm error }',
    'npm error A complete log of this run can be found in: /root/x.log',
    '',
  ].join('\n')
  expect(withoutTrace(stderr)).toBe('npm error code ECONNREFUSED\nnpm ERR! FetchError: request failed\n')
})

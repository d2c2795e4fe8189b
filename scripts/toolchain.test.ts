import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { isNewEnough, pins, runningPnpm, withNodeInPath } from './toolchain.mjs'

test.each(['22.19.0', 'v22.20.1', '23.6.0', '24.0.0', 'v24.21.0', '26.1.0'])('takes Node %s', (version) => {
  expect(isNewEnough(version)).toBe(true)
})

test.each(['18.0.0', 'v20.20.2', '21.9.0', '22.18.9', '23.5.0', '', 'nightly'])('does not take Node %s', (version) => {
  expect(isNewEnough(version)).toBe(false)
})

test('brings a Node that it would take', () => {
  expect(isNewEnough(`${pins.node}.0.0`)).toBe(true)
})

test('uses the pnpm that started us if it reads our lockfile', () => {
  const run = (agent: string) => runningPnpm({ npm_config_user_agent: agent, npm_execpath: '/x/pnpm' })
  expect(run('pnpm/12.21.0 npm/? node/? linux x64')).toBe('/x/pnpm')
  expect(run('pnpm/10.0.0 npm/? node/v22.19.0 linux x64')).toBe('/x/pnpm')
  expect(run('pnpm/9.15.0 npm/? node/v22.19.0 linux x64')).toBeUndefined()
  expect(run('npm/11.19.1 node/v20.20.2 linux x64')).toBeUndefined()
  expect(runningPnpm({})).toBeUndefined()
})

test('puts Node first in PATH, however PATH is spelt', () => {
  const node = join('/tools', 'node')
  expect(withNodeInPath({ PATH: '/bin' }, node)).toEqual({ PATH: `/tools${delimiter}/bin` })
  expect(withNodeInPath({ Path: '/bin', A: 'b' }, node)).toEqual({ Path: `/tools${delimiter}/bin`, A: 'b' })
  expect(withNodeInPath({}, node)).toEqual({ PATH: '/tools' })
})

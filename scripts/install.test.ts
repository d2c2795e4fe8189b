import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { stampOf } from './install.mjs'

function createWorkspace() {
  const root = mkdtempSync(join(tmpdir(), 'heliograph-stamp-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  write('pnpm-lock.yaml', 'lock')
  write('pnpm-workspace.yaml', 'workspace')
  write('package.json', '{}')
  write('packages/core/package.json', '{}')
  return { root, write }
}

test('gives the same stamp while nothing has changed that an install depends on', () => {
  const { root, write } = createWorkspace()
  const stamp = stampOf(root, '24.21.0')
  write('packages/core/src/index.ts', 'export {}')
  write('node_modules/x/package.json', '{}')
  write('packages/core/node_modules/x/package.json', '{}')
  expect(stampOf(root, '24.22.0')).toBe(stamp)
})

test.each(['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'packages/core/package.json', 'test/package.json'])(
  'gives another stamp when %s has changed',
  (path) => {
    const { root, write } = createWorkspace()
    const stamp = stampOf(root, '24.21.0')
    write(path, 'changed')
    expect(stampOf(root, '24.21.0')).not.toBe(stamp)
  },
)

test('gives another stamp for another major version of Node', () => {
  const { root } = createWorkspace()
  expect(stampOf(root, '22.19.0')).not.toBe(stampOf(root, '24.19.0'))
})

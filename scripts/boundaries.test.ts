import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runProgram, toolProgram } from './run-program.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** File, text, and what its lint error says; none where the text is allowed. */
const cases: readonly [path: string, text: string, message: string | undefined][] = [
  ['packages/core/src/a1.ts', "import '@heliograph/sandbox'", 'Core knows no other package'],
  ['packages/core/src/a2.ts', "import type { A } from '@heliograph/graphql-server'", 'Core knows no other package'],
  ['packages/core/src/a3.ts', "export * from 'n8n-nodes-heliograph'", 'Core knows no other package'],
  ['packages/core/src/a4.test.ts', "import '@heliograph/sandbox'", 'Core knows no other package'],
  ['packages/core/src/b1.ts', "import 'graphql'", 'Core knows no surface'],
  ['packages/core/src/b2.ts', "import 'graphql-yoga'", 'Core knows no surface'],
  ['packages/core/src/b3.ts', "import '@pothos/core'", 'Core knows no surface'],
  ['packages/core/src/b4.ts', "import 'n8n-workflow'", 'Core knows no surface'],
  ['packages/core/src/b5.ts', "import 'pino'", 'Core knows no surface'],
  ['packages/core/src/undici/b6.ts', "import 'pino'", 'Core knows no surface'],
  ['packages/core/src/c1.ts', "import 'node:crypto'", 'n8n bundles core'],
  ['packages/core/src/c2.ts', "import 'fs/promises'", 'n8n bundles core'],
  ['packages/core/src/c11.ts', "export const a = import('node:fs')", 'n8n bundles core'],
  ['packages/core/src/c3.ts', "import 'undici'", 'undici is the transport of src/undici alone'],
  ['packages/core/src/c4.ts', 'export const a = process.env.HOME', 'Core reads no environment'],
  ['packages/core/src/c5.ts', 'setTimeout(() => {}, 1)', 'Core has no clock'],
  ['packages/core/src/c6.ts', 'export const a = Date.now()', 'Core has no clock'],
  ['packages/core/src/c7.ts', 'export const a = Math.random()', 'Core has no randomness'],
  ['packages/core/src/c8.ts', "export const a = fetch('http://localhost')", 'Core sends through the Transport'],
  ['packages/core/src/c9.ts', "export const a = Buffer.from('a')", 'Core is not bound to Node'],
  ['packages/core/src/c10.ts', 'export const a = globalThis', 'n8n bundles core'],
  ['packages/core/src/providers/sms365/d1.ts', "import 'node:crypto'", 'n8n bundles core'],
  ['packages/core/src/providers/sms365/d2.ts', "import '@heliograph/sandbox'", 'Core knows no other package'],
  ['packages/core/src/providers/sms365/d3.ts', "import 'graphql'", 'Core knows no surface'],
  ['packages/core/src/providers/sms365/d4.ts', 'export const a = Date.now()', 'Core has no clock'],
  ['packages/core/src/undici/e1.ts', "import 'node:net'\nimport 'undici'\nexport const a = process.env", undefined],
  ['packages/core/src/system-runtime.ts', 'export const a = () => setTimeout(() => Date.now(), 1)', undefined],
  ['packages/core/src/e2.test.ts', "import 'node:fs'\nimport 'xmlrpc'\nexport const a = process.env", undefined],
  ['packages/core/src/e3.ts', "import * as v from 'valibot'\nexport const a = v", undefined],
  ['packages/core/src/providers/sms365/f1.ts', "import '../proxstop/answer.ts'", 'A provider never imports another'],
  ['packages/core/src/providers/sms365/f2.ts', "import '../index.ts'", 'A provider never imports another'],
  ['packages/core/src/providers/sms365/f3.ts', "import '../../providers/x/a.ts'", 'A provider never imports another'],
  ['packages/core/src/providers/sms365/in/f4.ts', "import '../../proxstop/a.ts'", 'A provider never imports another'],
  ['packages/core/src/providers/sms365/f5.ts', "import './answer.ts'\nimport '../../operation.ts'", undefined],
  ['packages/core/src/providers/sms365/in/f6.ts', "import '../answer.ts'\nimport '../../../form.ts'", undefined],
  ['packages/core/src/providers/index.ts', "export * from './sms365/index.ts'", undefined],
  ['packages/sandbox/src/g1.ts', "import '@heliograph/core'", 'The sandbox speaks each wire on its own'],
  ['packages/sandbox/src/g2.test.ts', "import '@heliograph/core/undici'", 'The sandbox speaks each wire on its own'],
  ['packages/sandbox/src/g3.ts', "import 'node:http'\nimport 'xmlrpc'", undefined],
  [
    'packages/graphql-server/src/h1.ts',
    "import 'n8n-nodes-heliograph'",
    'The two surfaces know core, never each other',
  ],
  [
    'packages/graphql-server/src/h2.ts',
    "import '@heliograph/sandbox'",
    'The sandbox is for src/start.ts and for tests',
  ],
  ['packages/graphql-server/src/start.ts', "import '@heliograph/sandbox'\nimport '@heliograph/core'", undefined],
  ['packages/graphql-server/src/h3.test.ts', "import '@heliograph/sandbox'", undefined],
  ['packages/graphql-server/src/h4.test.ts', "import 'n8n-nodes-heliograph'", 'The two surfaces know core'],
  ['packages/graphql-server/src/h5.ts', "import '@heliograph/core'\nimport 'graphql'", undefined],
  [
    'packages/n8n-nodes/nodes/i1.ts',
    "import '@heliograph/graphql-server'",
    'The two surfaces know core, never each other',
  ],
  ['packages/n8n-nodes/nodes/i2.ts', "import '@heliograph/sandbox'", 'The sandbox is for tests'],
  ['packages/n8n-nodes/nodes/i3.test.ts', "import '@heliograph/graphql-server'", 'The two surfaces know core'],
  ['packages/n8n-nodes/nodes/i4.test.ts', "import '@heliograph/sandbox'\nimport '@heliograph/core'", undefined],
  ['packages/graphql-server/src/j1.ts', "import '../../core/src/call.ts'", 'reached by its name'],
  ['packages/graphql-server/src/in/j2.ts', "export * from '../../../core/src/index.ts'", 'reached by its name'],
  ['packages/core/src/providers/sms365/j3.ts', "import '../../../../sandbox/src/form.ts'", 'reached by its name'],
  ['test/contract/j4.test.ts', "import '../../packages/core/src/call.ts'", 'reached by its name'],
  ['bench/j5.ts', "import '../packages/core/src/call.ts'", 'reached by its name'],
  ['test/contract/j6.test.ts', "import '@heliograph/core'\nimport '@heliograph/sandbox'\nimport './a.ts'", undefined],
  ['packages/core/src/k1.ts', "import './utils.ts'", 'named for the main thing inside'],
  ['packages/sandbox/src/k2.ts', "import '../helpers/a.ts'", 'named for the main thing inside'],
  ['packages/core/src/k3.ts', "import 'node-utils'\nimport './mischief.ts'", undefined],
  ['packages/core/src/notKebab.ts', 'export const a = 1', 'kebab-case'],
  ['packages/core/src/k4.ts', 'export default 1', 'Prefer named exports'],
  ['packages/core/src/k5.ts', `export const a = 1${'\n'.repeat(301)}export const b = 1`, 'too many lines'],
  ['packages/sandbox/src/k6.ts', 'console.log(1)', 'console'],
  ['packages/sandbox/src/main.ts', 'console.log(1)', undefined],
  ['packages/sandbox/src/k7.test.ts', "import { test } from 'vitest'\ntest.only('a', () => {})", 'focused'],
  ['packages/sandbox/src/k8.test.ts', "import { test } from 'vitest'\ntest.skip('a', () => {})", 'disabled'],
  ['packages/sandbox/src/k9.ts', '// @ts-ignore\nexport const a = 1', 'ts-ignore'],
  ['packages/sandbox/src/k10.ts', 'export const a: any = 1', 'any'],
]

const scratch = mkdtempSync(join(tmpdir(), 'heliograph-boundaries-'))
const found = new Map<string, string[]>()

beforeAll(async () => {
  copyFileSync(join(root, '.oxlintrc.json'), join(scratch, '.oxlintrc.json'))
  for (const [path, text] of cases) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true })
    writeFileSync(join(scratch, path), `${text}\n`)
  }
  const { output } = await runProgram(scratch, toolProgram(root, 'oxlint', ['--format', 'json']))
  const { diagnostics } = JSON.parse(output) as {
    diagnostics: { filename: string; message: string; help?: string; code: string }[]
  }
  for (const { filename, message, help, code } of diagnostics) {
    found.set(filename, [...(found.get(filename) ?? []), `${code}: ${message} ${help ?? ''}`])
  }
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

// Fixtures use what they import in ways of no interest here.
const beside = /no-unused-vars|no-redeclare|no-floating-promises|no-unassigned-import/

test.each(cases.map(([path, text, message]) => ({ path, start: text.slice(0, 80), message })))(
  '$path: $start',
  ({ path, message }) => {
    const errors = (found.get(path) ?? []).filter((error) => !beside.test(error))
    if (message === undefined) expect(errors).toEqual([])
    else expect(errors).toContainEqual(expect.stringContaining(message))
  },
)

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes'
import { Linter } from 'eslint'
import type { ICredentialType, INodeType } from 'n8n-workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { bundle, type BundleResult, listSources } from './bundle.mts'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
const providerOf: Readonly<Record<string, string>> = {
  'ProxStop.node': 'proxstop',
  'Sms365.node': 'sms365',
  'Sms365Trigger.node': 'sms365',
  'NetOxygen.node': 'netoxygen',
}
const nodeFiles = listSources(root).map((source) => source.replace(/\.ts$/, '.js'))
const nameOf = (file: string): string => file.replace(/^.*\/|\.js$/g, '')

let outdir: string
let result: BundleResult
beforeAll(async () => {
  // Below the package, where the bundles find n8n-workflow as they do in n8n.
  outdir = mkdtempSync(join(root, 'node_modules', '.bundle-'))
  result = await bundle(root, outdir)
})
afterAll(() => rmSync(outdir, { recursive: true, force: true }))

it('makes the files that package.json tells n8n of, and no others', () => {
  const { nodes, credentials } = manifest.n8n
  expect([...credentials, ...nodes].toSorted()).toEqual(nodeFiles.map((file) => `dist/${file}`).toSorted())
})

it('depends on nothing', () => {
  expect(manifest).not.toHaveProperty('dependencies')
  expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' })
})

describe.each(nodeFiles)('%s', (file) => {
  const read = () => readFileSync(join(outdir, file), 'utf8')
  const output = () => {
    const found = Object.entries(result.metafile.outputs).find(([path]) => path.endsWith(file))
    if (!found) throw new Error(`${file} was not built`)
    return found[1]
  }

  it('loads as n8n loads it: a class of the name of its file', () => {
    const loaded = require(join(outdir, file)) as Record<string, new () => INodeType | ICredentialType>
    const [className = ''] = nameOf(file).split('.')
    const Loaded = loaded[className]
    expect(Loaded && new Loaded()).toBeTruthy()
  })

  it('is no larger than 300 KB', () => {
    expect(output().bytes).toBeLessThanOrEqual(300_000)
  })

  it('needs nothing at run time but n8n-workflow, and what n8n allows of Node', () => {
    const allowed = new Set(['n8n-workflow', 'crypto', 'node:crypto'])
    expect(output().imports.filter(({ path }) => !allowed.has(path))).toEqual([])
  })

  it('holds no source of another provider', () => {
    const own = providerOf[nameOf(file)]
    const foreign = Object.entries(output().inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => /\/providers\/(?:(\w+)\/|(\w+)-)/.exec(path))
      .flatMap((match) => match?.[1] ?? match?.[2] ?? [])
      .filter((provider) => provider !== own)
    expect(foreign).toEqual([])
  })

  it('has nothing that n8n’s scanner bans', () => {
    const rules = ['no-restricted-globals', 'no-restricted-imports', 'no-dangerous-functions']
    const faults = new Linter().verify(
      read(),
      {
        files: ['**/*.js'],
        languageOptions: { sourceType: 'commonjs', ecmaVersion: 'latest' },
        plugins: { '@n8n/community-nodes': n8nCommunityNodesPlugin },
        rules: Object.fromEntries(rules.map((rule) => [`@n8n/community-nodes/${rule}`, 'error'])),
        linterOptions: { reportUnusedDisableDirectives: 'off', noInlineConfig: true },
      },
      { filename: join(root, 'scanned.js') },
    )
    // Without a rule it is about comments of the bundled sources.
    expect(faults.filter(({ ruleId }) => ruleId !== null).map(({ line, message }) => `${line}: ${message}`)).toEqual([])
    expect(read()).not.toMatch(/\beval\s*\(|new Function\b|\brequire\("(?!n8n-workflow"|(node:)?crypto")/)
  })
})

import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseSettings } from '@heliograph/graphql-server'
import { DCLinter } from 'dclint'
import { validate } from 'dockerfile-utils'
import { afterEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('../../', import.meta.url))
const deploy = join(root, 'deploy')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
const makeFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'heliograph-deploy-'))
  folders.push(folder)
  return folder
}

/** In its language: what a settings file of a container says, with its secrets in a folder of this machine. */
const localise = (environment: Readonly<Record<string, string>>, mounted: string, folder: string) =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value.replace(mounted, `${folder}/`)]))

describe('Dockerfile', () => {
  const text = read('deploy/Dockerfile')

  test('has nothing that a linter objects to', () => {
    expect(validate(text)).toEqual([])
  })

  test('takes the Node and the pnpm that the repository is tested with', () => {
    const [, pnpm] = /pnpm@([\d.]+)/.exec(text) ?? []
    expect(read('scripts/toolchain.mjs')).toContain(`'${pnpm}'`)
    expect(new Set(text.match(/node:[\w.-]+/g))).toEqual(new Set(['node:24.21.0-bookworm-slim']))
  })

  test('copies only what .dockerignore lets in', () => {
    const allowed = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, path]) => path ?? '')
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) => (paths ?? '').split(' '))
    const isAllowed = (path: string) => allowed.some((start) => path === start || path.startsWith(`${start}/`))
    expect(copied.length).toBeGreaterThan(10)
    expect(copied.filter((path) => !isAllowed(path))).toEqual([])
    for (const path of copied) expect(statSync(join(root, path))).toBeDefined()
  })

  test('a package gets the entry points that it is published with', async () => {
    const folder = makeFolder()
    cpSync(join(root, 'packages/core/package.json'), join(folder, 'package.json'))
    await promisify(execFile)(process.execPath, [join(root, 'scripts/apply-publish-config.mjs'), folder])
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>
    expect(manifest).not.toHaveProperty('publishConfig')
    expect(manifest['exports']).toMatchObject({ '.': { default: './dist/index.js' } })
  })
})

interface Compose {
  readonly services: Readonly<
    Record<string, { readonly image: string; readonly environment?: Readonly<Record<string, string>> }>
  >
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}

/** What dclint exports; its own types are not to be found from an ES module. */
const ComposeLinter = DCLinter as unknown as new (config: object) => {
  lintFiles(paths: readonly string[], recursive: boolean): readonly { readonly messages: readonly unknown[] }[]
}

describe('compose.yaml', () => {
  const compose = parse(read('deploy/compose.yaml')) as Compose

  test('follows the Compose specification', () => {
    // Matters of order and of quotes are ours; an image that is built here has a name.
    const off = ['no-build-and-image', 'no-quotes-in-volumes', 'service-keys-order', 'services-alphabetical-order']
    const rules = Object.fromEntries([...off, 'top-level-properties-order'].map((rule) => [rule, 0 as const]))
    const linter = new ComposeLinter({ rules, quiet: false, debug: false, exclude: [] })
    const results = linter.lintFiles([join(deploy, 'compose.yaml')], false)
    expect(results.flatMap(({ messages }) => messages)).toEqual([])
  })

  test('every secret is made, and the server takes its settings', async () => {
    const folder = makeFolder()
    cpSync(join(deploy, 'make-secrets.sh'), join(folder, 'make-secrets.sh'))
    const make = () => promisify(execFile)('sh', [join(folder, 'make-secrets.sh')])
    expect((await make()).stdout).toBe('')
    const secrets = () => Object.values(compose.secrets).map(({ file }) => readFileSync(join(folder, file), 'utf8'))
    const made = secrets()
    await make()
    expect(secrets()).toEqual(made)
    expect(new Set(made).size).toBe(made.length)
    const environment = compose.services['server']?.environment ?? {}
    const settings = parseSettings({
      HOST: '0.0.0.0',
      ...localise(environment, '/run/secrets/', join(folder, 'secrets')),
    })
    expect(settings.store.database).toMatchObject({ type: 'postgresql' })
    expect(settings.access.tokens.map(({ caller }) => caller.name)).toEqual(['app'])
  })

  test('runs the n8n that the nodes are tested with', () => {
    const manifest = JSON.parse(read('packages/n8n-nodes/package.json')) as {
      readonly devDependencies: Readonly<Record<string, string>>
    }
    expect(compose.services['n8n']?.image).toBe(`n8nio/n8n:${manifest.devDependencies['n8n-core']}`)
  })
})

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
}
interface Kustomization {
  readonly resources: readonly string[]
  readonly configMapGenerator: readonly { readonly literals: readonly string[] }[]
}

interface Schema {
  validate: ((manifest: unknown) => boolean) & { readonly errors?: unknown }
}

/** The schemas of Kubernetes, by version and kind, of what we use. */
const schemas: Readonly<Record<string, () => Promise<Schema>>> = {
  'apps/v1 Deployment': () => import('kubernetes-models/_schemas/IoK8sApiAppsV1Deployment'),
  'networking.k8s.io/v1 Ingress': () => import('kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress'),
  'networking.k8s.io/v1 NetworkPolicy': () => import('kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy'),
  'policy/v1 PodDisruptionBudget': () => import('kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget'),
  'v1 Namespace': () => import('kubernetes-models/_schemas/IoK8sApiCoreV1Namespace'),
  'v1 Service': () => import('kubernetes-models/_schemas/IoK8sApiCoreV1Service'),
  'v1 ServiceAccount': () => import('kubernetes-models/_schemas/IoK8sApiCoreV1ServiceAccount'),
}

/** A view of a value that takes each key from `unread` when somebody reads it: what a schema does not know stays there. */
const watchReads = (value: unknown, path: string, unread: Set<string>): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const children = new Map(
    Object.entries(value).map(([key, child]) => [key, watchReads(child, `${path}.${key}`, unread)]),
  )
  for (const key of children.keys()) unread.add(`${path}.${key}`)
  return new Proxy(value, {
    get(target, key) {
      if (typeof key !== 'string' || !children.has(key)) return Reflect.get(target, key) as unknown
      unread.delete(`${path}.${key}`)
      return children.get(key)
    },
  })
}

describe('manifests', () => {
  const readManifest = (folder: string, file: string) => parse(read(`deploy/kubernetes/${folder}/${file}`)) as Manifest
  const readKustomization = (folder: string) => readManifest(folder, 'kustomization.yaml') as Manifest & Kustomization
  const files = ['base', 'example'].flatMap((folder) =>
    readdirSync(join(deploy, 'kubernetes', folder)).map((file) => [folder, file] as const),
  )

  test.each(files.filter(([, file]) => file !== 'kustomization.yaml'))('%s/%s is valid', async (folder, file) => {
    const manifest = readManifest(folder, file)
    const schema = await schemas[`${manifest.apiVersion} ${manifest.kind}`]?.()
    if (!schema) throw new Error(`There is no schema of ${manifest.apiVersion} ${manifest.kind}`)
    const unread = new Set<string>()
    const isValid = schema.validate(watchReads(manifest, '', unread))
    expect(schema.validate.errors ?? []).toEqual([])
    expect(isValid).toBe(true)
    expect([...unread]).toEqual([])
    expect(readKustomization(folder).resources).toContain(file)
  })

  test('the server takes the settings of the example', () => {
    const folder = makeFolder()
    writeFileSync(join(folder, 'api-tokens'), 'app:read+send:0123456789abcdef0123456789abcdef\n')
    writeFileSync(join(folder, 'database-url'), 'postgresql://heliograph@db/sms\n')
    writeFileSync(join(folder, 'sms365-api-key'), 'a-key\n')
    const literals = ['base', 'example'].flatMap((name) =>
      readKustomization(name).configMapGenerator.flatMap((generator) => generator.literals),
    )
    const environment = Object.fromEntries(
      literals.map((literal) => [literal.slice(0, literal.indexOf('=')), literal.slice(literal.indexOf('=') + 1)]),
    )
    const settings = parseSettings(localise(environment, '/run/secrets/heliograph/', folder))
    expect(settings).toMatchObject({
      host: '0.0.0.0',
      port: 4000,
      providers: { sms365: { credentials: { apiKey: 'a-key' } } },
      observability: { metricsPort: 9464, tracing: { endpoint: 'http://otel-collector.monitoring:4318/v1/traces' } },
    })
  })
})

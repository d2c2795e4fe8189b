import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createLog, parseSettings, startServer } from '@heliograph/graphql-server'
import { afterEach, expect, test } from 'vitest'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8')
const guide = read('docs/operations.md')

/** The words in code marks of the first cells of the rows below a heading. */
const listFirstCells = (heading: string): readonly string[] =>
  (guide.split(`\n${heading}\n`)[1]?.split(/\n##+ /)[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''))

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const readMetricNames = async (): Promise<readonly string[]> => {
  const settings = parseSettings({ PORT: '0', DATA_DIR: 'memory://' })
  const server = await startServer({ settings, log: createLog('silent') })
  closers.push(() => server.close())
  const text = await (await fetch(new URL('/metrics', server.url))).text()
  return [...text.matchAll(/^# TYPE (heliograph_\w+)/gm)].map(([, name]) => name ?? '')
}

/** What is read from the environment: `env['X']`, `readSecret(env, 'X'`, `{ X: … } = env`, and what is put together of a provider's name. */
const listSettingsOfCode = (): readonly string[] => {
  const folder = 'packages/graphql-server/src/settings'
  const files = readdirSync(`${root}${folder}`).filter((file) => file.endsWith('-settings.ts'))
  const text = [
    ...files.map((file) => read(`${folder}/${file}`)),
    read('packages/graphql-server/src/settings.ts'),
  ].join('\n')
  const named = [...text.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)'/g)].map(([, name]) => name ?? '')
  const taken = [...text.matchAll(/const \{([^}]+)\} = env$/gm)].flatMap(([, names]) =>
    [...(names ?? '').matchAll(/\b([A-Z][A-Z0-9_]+)\b/g)].map(([, name]) => name ?? ''),
  )
  return [...named, ...taken].filter((name) => !name.endsWith('_FILE') || name === 'PERSISTED_DOCUMENTS_FILE')
}

const providerSettings = ['PROXSTOP', 'SMS365', 'NETOXYGEN'].flatMap((prefix) => {
  try {
    parseSettings({ [`${prefix}_X`]: 'x' })
    return []
  } catch (error) {
    // "… is not a setting of this server: those of sms365 are SMS365_BASE_URL, SMS365_API_KEY."
    return / are (.+)\.$/.exec((error as Error).message)?.[1]?.split(', ') ?? []
  }
})

test('tells of each setting that the server takes, and of no other', () => {
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']
  const taken = new Set([...listSettingsOfCode(), ...providerSettings, ...proxies])
  expect(new Set(listFirstCells('## Settings'))).toEqual(taken)
})

test('tells of each metric that the server has, and of no other', async () => {
  expect(new Set(listFirstCells('## Metrics'))).toEqual(new Set(await readMetricNames()))
})

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[]
}

test('alerts ask for metrics that there are, and each has its advice', async () => {
  const names = await readMetricNames()
  const rules = (parse(read('deploy/prometheus/alerts.yaml')) as Rules).groups.flatMap((group) => group.rules)
  for (const { alert, expr } of rules) {
    const asked = [...expr.matchAll(/heliograph_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''))
    expect(asked.length, alert).toBeGreaterThan(0)
    expect(
      asked.filter((name) => !names.includes(name)),
      alert,
    ).toEqual([])
    expect(guide.split('### Alerts')[1], alert).toContain(alert.replace('Heliograph', ''))
  }
})

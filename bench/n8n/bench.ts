import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installN8n } from '../../test/n8n/install-n8n.ts'
import { packNodes } from '../../test/n8n/pack-nodes.ts'
import type { FinishedExecution } from '../../test/n8n/rest-client.ts'
import { createN8nHome } from '../../test/n8n/start-n8n.ts'
import { chain, itemsNode, openWorkbench, start, type Workbench } from '../../test/n8n/workbench.ts'
import { median, toTable } from '../table.ts'
import { type Contender, httpRequestContenders, netOxygenContenders, sms365Contenders } from './contenders.ts'

const items = 1_000
const answerDelayMs = 50
const rounds = 3
/** What takes a minute is measured once. */
const longMs = 20_000

const httpBatches = [undefined, [10, 50], [50, 50], [100, 50], [250, 50], [100, 10]] as const

interface Run {
  readonly elapsedMs: number
  readonly requests: number
}

const people = Array.from({ length: items }, (_, index) => ({ mobile: `3069715${String(index).padStart(5, '0')}` }))

const countMessages = async ({ sandbox }: Workbench): Promise<number> => {
  const response = await fetch(`${sandbox.origin}/inspector/messages`)
  return ((await response.json()) as readonly unknown[]).length
}

/** An n8n that was too busy to answer for seconds closes the connection that asks; asking again changes nothing. */
const waitForEnd = async ({ rest }: Workbench, id: string): Promise<FinishedExecution> => {
  for (;;) {
    try {
      return await rest.finishedExecution(id, 300_000)
    } catch (error) {
      if (!(error instanceof TypeError && error.message === 'fetch failed')) throw error
    }
  }
}

/** One execution of a contender: the time is what n8n has recorded for the node. Throws unless each item was sent once. */
const runOnce = async (bench: Workbench, { name, node }: Contender): Promise<Run> => {
  const workflow = await bench.rest.saveWorkflow(chain(name, start, itemsNode(people), node))
  const before = await countMessages(bench)
  bench.sandbox.requests.clear()
  const id = await bench.rest.startWorkflow(workflow, start.name)
  const execution = await waitForEnd(bench, id)
  const run = execution.run(node.name) as { readonly executionTime: number } | undefined
  const sent = (await countMessages(bench)) - before
  if (execution.error !== undefined || run === undefined || sent !== items) {
    throw new Error(`${name} sent ${sent} of ${items}: ${execution.error?.message ?? 'n8n tells no error'}`)
  }
  if (execution.items(node.name).length !== items) throw new Error(`${name} did not give an item for each`)
  process.stderr.write(`${(run.executionTime / 1_000).toFixed(2).padStart(8)} s  ${name}\n`)
  return { elapsedMs: run.executionTime, requests: bench.sandbox.requests.length }
}

const compare = async (bench: Workbench, contenders: readonly Contender[]): Promise<Map<Contender, Run>> => {
  const runs = new Map<Contender, Run[]>(contenders.map((contender) => [contender, []]))
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const done = runs.get(contender) ?? []
      if (round === 0 || (done[0]?.elapsedMs ?? 0) < longMs) done.push(await runOnce(bench, contender))
    }
  }
  return new Map(
    [...runs].map(([contender, done]) => [
      contender,
      { elapsedMs: median(done.map(({ elapsedMs }) => elapsedMs)), requests: done[0]?.requests ?? 0 },
    ]),
  )
}

const toRows = (results: ReadonlyMap<Contender, Run>): readonly (readonly string[])[] => {
  const [baseline] = results.values()
  return [...results].map(([{ name }, { elapsedMs, requests }]) => [
    name,
    String(requests),
    `${(elapsedMs / 1_000).toFixed(2)} s`,
    `${((baseline?.elapsedMs ?? Number.NaN) / elapsedMs).toFixed(1)} ×`,
  ])
}

const measure = async (bench: Workbench): Promise<string> => {
  const http = httpRequestContenders(bench, [[1, answerDelayMs], ...httpBatches])
  const ours = sms365Contenders(bench)
  const [warmUp] = ours.slice(-1)
  if (warmUp) await runOnce(bench, warmUp)
  const sms365 = await compare(bench, [...ours, ...http])
  const netOxygen = await compare(bench, netOxygenContenders(bench))
  const table = toTable(
    [`${items.toLocaleString('en')} items`, 'requests', 'time', 'faster than one at a time'],
    [...toRows(sms365), ...toRows(netOxygen)],
  )
  const [, ...batched] = http
  const best = batched.toSorted((a, b) => (sms365.get(a)?.elapsedMs ?? 0) - (sms365.get(b)?.elapsedMs ?? 0))[0]
  return `${table}\n\nThe best setting of the HTTP Request node here: ${best?.name.split(', ')[1] ?? 'none'}.`
}

/** 1,000 SMS in a real n8n, to a sandbox whose answers take 50 ms; installs n8n first where it is not (2.8 GB). */
export const benchN8n = async (): Promise<string> => {
  const installation = await installN8n()
  const scratch = mkdtempSync(join(tmpdir(), 'heliograph-bench-'))
  const home = createN8nHome(installation, await packNodes(join(scratch, 'packed')))
  try {
    const n8n = await home.start()
    try {
      const accounts = { sms365: [{ balance: 1_000_000 }], netoxygen: [{ credits: 1_000_000 }] }
      const bench = await openWorkbench({ origin: n8n.origin, installation, answerDelayMs, accounts })
      try {
        return await measure(bench)
      } finally {
        await bench.close()
      }
    } finally {
      await n8n.stop()
    }
  } finally {
    home.remove()
    rmSync(scratch, { recursive: true, force: true })
  }
}

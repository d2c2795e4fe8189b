import { startServerProcess, type ServerProcess } from '../server-process.ts'
import { median, quantile, toTable } from '../table.ts'
import { type CpuMeasurement, measureCpu, measureLatency, type SendForm } from './load.ts'
import { startPostgres } from '../../packages/graphql-server/src/testing/postgres.ts'
import { installPeers } from './peers/install.ts'
import { directForm, heliographForm, plainForm } from './send-forms.ts'

// V8 goes on compiling for long: after 30,000 requests, one of ours took a fifth less than after 8,000.
const warmUpRounds = 30
const rounds = 20
// As long for each server, so that none rests longer than others between two of its rounds.
const roundMs = 1_000

const upstreamMs = 25
const perSecond = 100
const timedRounds = 7
const timedRequests = 250

const token = 'a-token-for-the-benchmark-and-nothing-else'

interface Candidate {
  readonly name: string
  readonly form: SendForm
  start(upstream: string): Promise<ServerProcess>
}

const floor = 'bare Node proxy with undici'
const mesh = 'GraphQL Mesh with Hive Gateway'

const listCandidates = (databaseUrl: string): readonly Candidate[] => [
  {
    name: floor,
    form: plainForm('Sms365SmsSendInput'),
    start: (upstream) => startServerProcess('./graphql/bare-proxy.ts', upstream),
  },
  {
    name: 'Heliograph, everything on, PostgreSQL',
    form: heliographForm(token),
    start: (upstream) => startServerProcess('./graphql/heliograph.ts', upstream, token, databaseUrl),
  },
  {
    name: 'Heliograph, everything on, PGlite',
    form: heliographForm(token),
    start: (upstream) => startServerProcess('./graphql/heliograph.ts', upstream, token),
  },
  {
    name: 'Mercurius',
    form: plainForm('Sms365SmsSendInput'),
    start: (upstream) => startServerProcess('./graphql/peers/mercurius.mjs', upstream),
  },
  {
    name: 'Apollo Server 5',
    form: plainForm('Sms365SmsSendInput'),
    start: (upstream) => startServerProcess('./graphql/peers/apollo.mjs', upstream),
  },
  {
    name: mesh,
    form: plainForm('sms365SmsSend_request_Input'),
    start: (upstream) => startServerProcess('./graphql/peers/mesh.mjs', upstream),
  },
]

/** Runs `use` with each candidate's server on a stub that answers after `delayMs`; all are stopped afterwards. */
const withServers = async (
  candidates: readonly Candidate[],
  delayMs: number,
  use: (servers: ReadonlyMap<Candidate, ServerProcess>, stub: ServerProcess) => Promise<void>,
): Promise<void> => {
  const stub = await startServerProcess('./graphql/stub.ts', String(delayMs))
  const servers = new Map<Candidate, ServerProcess>()
  try {
    for (const candidate of candidates) servers.set(candidate, await candidate.start(stub.url))
    await use(servers, stub)
  } finally {
    await Promise.all([stub, ...servers.values()].map((server) => server.stop()))
  }
}

const benchCpu = async (candidates: readonly Candidate[]): Promise<string> => {
  const results = new Map<string, CpuMeasurement[]>(candidates.map(({ name }) => [name, []]))
  await withServers(candidates, 0, async (servers) => {
    // Warmed up in rounds as well: one that rests for minutes before it is measured has lost some of it again.
    for (let round = -warmUpRounds; round < rounds; round++) {
      for (const [{ name, form }, server] of servers) {
        const measurement = await measureCpu(server, form, roundMs)
        if (round >= 0) results.get(name)?.push(measurement)
      }
    }
  })
  const medianOf = (name: string, pick: (measurement: CpuMeasurement) => number) =>
    median((results.get(name) ?? []).map(pick))
  const cpu = ({ cpuMicrosecondsPerRequest }: CpuMeasurement) => cpuMicrosecondsPerRequest
  // Round by round: the machine may change its speed between two.
  const against = (name: string, peer: string) =>
    median((results.get(name) ?? []).map((own, round) => cpu(own) / cpu(results.get(peer)?.[round] ?? own)))
  return toTable(
    ['', 'CPU a request', 'requests/s', 'CPU against the bare proxy', 'CPU against Mesh'],
    candidates.map(({ name }) => [
      name,
      `${medianOf(name, cpu).toFixed(0)} µs`,
      medianOf(name, ({ requestsPerSecond }) => requestsPerSecond).toFixed(0),
      `${against(name, floor).toFixed(2)} ×`,
      `${against(name, mesh).toFixed(2)} ×`,
    ]),
  )
}

const benchLatency = async (candidates: readonly Candidate[]): Promise<string> => {
  const results: (readonly [name: string, rounds: readonly { readonly own: number[]; readonly direct: number[] }[]])[] =
    []
  // One at a time: what a server does while nobody asks it would show in the times of the others.
  for (const candidate of candidates) {
    const { name, form } = candidate
    await withServers([candidate], upstreamMs, async (servers, stub) => {
      const server = servers.get(candidate) as ServerProcess
      // At this rate alone, what runs often would not be compiled by the time it is measured.
      await measureCpu(server, form, warmUpRounds * roundMs)
      await measureLatency(server, form, perSecond, timedRequests)
      const rounds = []
      for (let round = 0; round < timedRounds; round++) {
        const direct = await measureLatency(stub, directForm, perSecond, timedRequests)
        rounds.push({ direct, own: await measureLatency(server, form, perSecond, timedRequests) })
      }
      results.push([name, rounds])
    })
  }
  return toTable(
    ['', 'p50', 'p99', 'added to p50'],
    [
      ['the upstream itself', results.flatMap(([, rounds]) => rounds.map(({ direct }) => direct))] as const,
      ...results.map(([name, rounds]) => [name, rounds.map(({ own }) => own)] as const),
    ].map(([name, rounds], index) => {
      const all = rounds.flat()
      // Round by round: the machine may change its speed between two.
      const added = (results[index - 1]?.[1] ?? []).map(({ own, direct }) => median(own) - median(direct))
      return [
        name,
        `${median(all).toFixed(1)} ms`,
        `${quantile(all, 0.99).toFixed(1)} ms`,
        index === 0 ? '' : `${median(added).toFixed(1)} ms`,
      ]
    }),
  )
}

/**
 * A send through each server, once it has run for a while: CPU time of its process, medians of interleaved rounds; and the time
 * to an answer at a fixed rate over an upstream that takes 25 ms.
 */
export const benchGraphql = async (): Promise<string> => {
  await installPeers()
  const postgres = await startPostgres()
  try {
    const candidates = listCandidates(await postgres.createDatabase())
    const cpu = await benchCpu(candidates)
    const latency = await benchLatency(candidates)
    return `${cpu}\n\nAt ${perSecond} requests a second over an upstream that takes ${upstreamMs} ms:\n\n${latency}`
  } finally {
    await postgres.stop()
  }
}

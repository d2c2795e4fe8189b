import { startServerProcess } from '../server-process.ts'
import { median, toTable } from '../table.ts'
import { measure, type Measurement } from './load.ts'

const rounds = 3
const warmUp = 4_000
const requests = 12_000

/** Stub, bare proxy and our server, measured in turn, three rounds; medians, and ratios to the bare proxy. */
export const benchGraphql = async (): Promise<string> => {
  const stub = await startServerProcess('./graphql/stub.ts')
  const proxy = await startServerProcess('./graphql/bare-proxy.ts', stub.url)
  const heliograph = await startServerProcess('./graphql/heliograph.ts', stub.url)
  const servers = [
    { name: 'the stub alone (form POST → JSON)', server: stub },
    { name: 'bare Node proxy with undici', server: proxy },
    { name: 'Heliograph GraphQL server', server: heliograph },
  ]
  try {
    const results = new Map<string, Measurement[]>(servers.map(({ name }) => [name, []]))
    for (const { server } of servers) await measure(server, warmUp)
    for (let round = 0; round < rounds; round++) {
      for (const { name, server } of servers) results.get(name)?.push(await measure(server, requests))
    }
    const medians = servers.map(({ name }) => ({
      name,
      cpu: median((results.get(name) ?? []).map(({ cpuMicrosecondsPerRequest }) => cpuMicrosecondsPerRequest)),
      rate: median((results.get(name) ?? []).map(({ requestsPerSecond }) => requestsPerSecond)),
    }))
    const floor = medians[1]
    return toTable(
      ['', 'CPU a request', 'requests/s', 'CPU against the bare proxy'],
      medians.map(({ name, cpu, rate }) => [
        name,
        `${cpu.toFixed(0)} µs`,
        rate.toFixed(0),
        `${(cpu / (floor?.cpu ?? Number.NaN)).toFixed(2)} ×`,
      ]),
    )
  } finally {
    await Promise.all(servers.map(({ server }) => server.stop()))
  }
}

import { createLog, parseSettings, startServer } from '@heliograph/graphql-server'
import { median, toTable } from '../table.ts'
import { costlyRequests, type HostileRequest, refusedRequests } from './hostile-requests.ts'

const warmUps = 3
const rounds = 9

/** Milliseconds of CPU that each round of a request costs this process, client and server, and the code of its error. */
const measure = async (url: string, { body, title }: HostileRequest) => {
  const costs: number[] = []
  let code: string | undefined
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: body(`${title} ${round}`) }
    const before = process.cpuUsage()
    const response = await fetch(url, init)
    const { errors } = (await response.json()) as {
      readonly errors?: readonly { readonly extensions: { readonly code: string } }[]
    }
    const { user, system } = process.cpuUsage(before)
    if (round >= warmUps) costs.push((user + system) / 1_000)
    code = errors?.[0]?.extensions.code
  }
  return { costs, code }
}

/** What hostile requests cost, as a table. Each comes with another document each time, so that nothing is cached. */
export const benchHostile = async (): Promise<string> => {
  // No provider listens there: what gets as far as that fails at once.
  const settings = parseSettings({
    PORT: '0',
    DATA_DIR: 'memory://',
    SMS365_BASE_URL: 'http://127.0.0.1:9/',
    SMS365_API_KEY: 'key',
  })
  const server = await startServer({ settings, log: createLog('silent') })
  try {
    const rows: string[][] = []
    for (const request of [...refusedRequests, ...costlyRequests]) {
      const { costs, code } = await measure(server.url, request)
      const size = Math.ceil(Buffer.byteLength(request.body('')) / 1_024)
      rows.push([
        request.title,
        `${size} KB`,
        median(costs).toFixed(1),
        Math.max(...costs).toFixed(1),
        code ?? 'answered',
      ])
    }
    return toTable(['request', 'size', 'CPU, median (ms)', 'CPU, most (ms)', 'error code'], rows)
  } finally {
    await server.close()
  }
}

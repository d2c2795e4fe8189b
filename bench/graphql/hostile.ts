import { createTestServer } from '../../packages/graphql-server/src/testing/create-test-server.ts'
import {
  costlyRequests,
  type HostileRequest,
  refusedRequests,
} from '../../packages/graphql-server/src/testing/hostile-requests.ts'
import { median, toTable } from '../table.ts'

const warmUps = 3
const rounds = 9

/** Milliseconds of CPU that each round of a request costs the server, and the code of its error. */
const measure = async (server: ReturnType<typeof createTestServer>, { body, title }: HostileRequest) => {
  const costs: number[] = []
  let code: unknown
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const text = body(`${title} ${round}`)
    const before = process.cpuUsage()
    const response = await server.post(text)
    const { errors } = (await response.json()) as {
      readonly errors?: readonly { readonly extensions: { readonly code: unknown } }[]
    }
    const { user, system } = process.cpuUsage(before)
    if (round >= warmUps) costs.push((user + system) / 1_000)
    code = errors?.[0]?.extensions.code
  }
  return { costs, code }
}

/** What hostile requests cost, as a table. Each comes with another document each time, so that nothing is cached. */
export const benchHostile = async (): Promise<string> => {
  const server = createTestServer({ answer: () => '{"status":"1","contacts":[],"total":"0"}' })
  const rows: string[][] = []
  for (const request of [...refusedRequests, ...costlyRequests]) {
    const { costs, code } = await measure(server, request)
    const size = Math.ceil(Buffer.byteLength(request.body('')) / 1_024)
    rows.push([
      request.title,
      `${size} KB`,
      median(costs).toFixed(1),
      Math.max(...costs).toFixed(1),
      code === undefined ? 'answered' : String(code),
    ])
  }
  return toTable(['request', 'size', 'CPU, median (ms)', 'CPU, most (ms)', 'error code'], rows)
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Fault, type FaultQueue, assertFault, faultKinds } from './faults.ts'
import type { FaultSwitch } from './fault-switch.ts'
import { gatewayNames, isGatewayName } from './gateway.ts'
import { magicNumbers } from './magic-numbers.ts'
import type { SandboxMessage } from './message.ts'
import type { MessageLife } from './message-life.ts'
import { phoneDigits } from './phone-digits.ts'
import { readBody } from './request-body.ts'
import type { RequestLog } from './request-log.ts'

/** What the inspector shows and changes. */
export interface Inspected {
  readonly life: MessageLife
  readonly requests: RequestLog
  readonly faults: FaultQueue
  readonly faultSwitch: FaultSwitch
  readonly baseUrls: () => Readonly<Record<string, string>>
}

/** Thrown for input that the inspector does not take; becomes HTTP 400 with the sentence. */
class BadInput extends Error {}

const send = (response: ServerResponse, statusCode: number, value: unknown) => {
  response.writeHead(statusCode, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(`${JSON.stringify(value, null, 2)}\n`)
}

const toIso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

const describeMessage = (message: SandboxMessage) => {
  // What one looks for comes first.
  const { gateway, id, status, to, from, text, code, createdAt, sendAt, sentAt, reportedAt, ...others } = message
  const times = {
    createdAt: toIso(createdAt),
    sendAt: toIso(sendAt),
    sentAt: toIso(sentAt),
    reportedAt: toIso(reportedAt),
  }
  return { gateway, id, status, to, from, text, code, ...others, ...times }
}

const readFilters = (query: URLSearchParams, allowed: readonly string[]): Readonly<Record<string, string>> => {
  const unknownName = [...query.keys()].find((name) => !allowed.includes(name))
  if (unknownName !== undefined)
    throw new BadInput(`There is no filter ${unknownName}; there are ${allowed.join(' and ')}`)
  const filters = Object.fromEntries(query)
  const { gateway } = filters
  if (gateway !== undefined && !isGatewayName(gateway)) {
    throw new BadInput(`gateway is one of ${gatewayNames.join(', ')}, not ${gateway}`)
  }
  return filters
}

const listMessages = ({ life }: Inspected, query: URLSearchParams) => {
  const { gateway, to } = readFilters(query, ['to', 'gateway'])
  const digits = to === undefined ? undefined : phoneDigits(to)
  return life
    .list()
    .filter((message) => gateway === undefined || message.gateway === gateway)
    .filter((message) => digits === undefined || message.to === digits)
    .map(describeMessage)
}

const listRequests = ({ requests }: Inspected, query: URLSearchParams) => {
  const { gateway } = readFilters(query, ['gateway'])
  return requests
    .filter((request) => gateway === undefined || request.gateway === gateway)
    .map(({ at, ...request }) => ({ ...request, at: toIso(at) }))
}

const listFaults = ({ faults }: Inspected) =>
  faults.list().map((fault) => ({ ...fault, remaining: fault.remaining === Infinity ? 'unlimited' : fault.remaining }))

const readFault = async (request: IncomingMessage): Promise<Fault> => {
  const body = await readBody(request)
  if (!body) throw new BadInput('A request body has at most 1,000,000 bytes')
  try {
    const fault: unknown = JSON.parse(body.toString('utf8'))
    assertFault(fault)
    if (fault.kind === 'refuse' && fault.durationMs === undefined) {
      throw new Error('refuse needs durationMs here: nobody could open the port again over HTTP')
    }
    return fault
  } catch (error) {
    throw new BadInput(error instanceof SyntaxError ? 'The body is not JSON' : (error as Error).message)
  }
}

const overview = ({ baseUrls }: Inspected) => ({
  baseUrls: baseUrls(),
  endpoints: {
    'GET /inspector/messages': 'every message with its text and code; filters to and gateway',
    'GET /inspector/requests': 'every request that reached a gateway; filter gateway',
    'DELETE /inspector/requests': 'forgets them',
    'GET /inspector/faults': 'the faults that are waiting',
    'POST /inspector/faults': `adds a fault, such as {"kind":"unavailable","gateway":"sms365","count":2}; kinds: ${Object.keys(faultKinds).join(', ')}`,
    'DELETE /inspector/faults': 'forgets them',
  },
  magicNumbers,
})

const answer = async (inspected: Inspected, url: URL, request: IncomingMessage, response: ServerResponse) => {
  switch (`${request.method} ${url.pathname.slice('/inspector'.length).replace(/\/$/, '')}`) {
    case 'GET ':
      return send(response, 200, overview(inspected))
    case 'GET /messages':
      return send(response, 200, listMessages(inspected, url.searchParams))
    case 'GET /requests':
      return send(response, 200, listRequests(inspected, url.searchParams))
    case 'DELETE /requests':
      inspected.requests.clear()
      return send(response, 200, [])
    case 'GET /faults':
      return send(response, 200, listFaults(inspected))
    case 'POST /faults': {
      const fault = await readFault(request)
      // The port must not close before this answer is out.
      if (fault.kind === 'refuse') response.on('finish', () => void inspected.faultSwitch.add(fault))
      else await inspected.faultSwitch.add(fault)
      return send(response, 201, listFaults(inspected))
    }
    case 'DELETE /faults':
      await inspected.faultSwitch.clear()
      return send(response, 200, [])
    default:
      return send(response, 404, {
        message: `There is no ${request.method} ${url.pathname}; GET /inspector/ lists what there is`,
      })
  }
}

/** Answers one request to the inspector: JSON, and 400 with a sentence for what it does not take. */
export const serveInspector = async (
  inspected: Inspected,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  try {
    await answer(inspected, url, request, response)
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    send(response, 400, { message: error.message })
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type AccountOptions,
  type SandboxCredentials,
  createNetoxygenAccounts,
  createProxstopAccounts,
} from './accounts.ts'
import { createCallbacks } from './callbacks.ts'
import { type Clock, systemClock } from './clock.ts'
import type { SandboxContext } from './context.ts'
import { createFaultQueue } from './faults.ts'
import { type FaultSwitch, createFaultSwitch } from './fault-switch.ts'
import { plainAnswer } from './gateway.ts'
import { createNetoxygenGateway } from './gateways/netoxygen/gateway.ts'
import { createProxstopGateway } from './gateways/proxstop/gateway.ts'
import { createAccountRegistry } from './gateways/sms365/account-registry.ts'
import { createSms365Gateway } from './gateways/sms365/gateway.ts'
import { serveInspector } from './inspector.ts'
import { type Listener, openListener } from './listener.ts'
import { isLoopbackHostHeader } from './loopback-host.ts'
import { createMessageLife } from './message-life.ts'
import { createPendingWork } from './pending-work.ts'
import { sendAnswer } from './perform-fault.ts'
import { type PartialQuirks, applyQuirks, createQuirks } from './quirks.ts'
import { type RequestLog, createRequestLog } from './request-log.ts'
import { serveGateway } from './serve-gateway.ts'

/** How a sandbox is set up; all of it may be left out. */
export interface SandboxOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number
  /** 127.0.0.1 if left out. */
  readonly host?: string
  readonly quirks?: PartialQuirks
  /** Milliseconds from going out to the delivery report; 20 if left out. */
  readonly deliveryDelayMs?: number
  /** Milliseconds that each answer of a gateway takes, faults apart; 0 if left out. */
  readonly answerDelayMs?: number
  /** The clock of the machine if left out; see createManualClock. */
  readonly clock?: Clock
  readonly accounts?: AccountOptions
  /** Whether delivery callbacks may go to other machines; only to loopback addresses if left out. */
  readonly allowExternalCallbacks?: boolean
}

/** The three gateways, listening. */
export interface Sandbox {
  /** Such as http://127.0.0.1:4010, without a slash at its end. */
  readonly origin: string
  readonly baseUrls: { readonly proxstop: string; readonly sms365: string; readonly netoxygen: string }
  /** Of the default accounts. The key of sms365 is the one of this moment. */
  readonly credentials: SandboxCredentials
  /** Every request that reached a gateway, oldest first, the last 10,000; `clear()` forgets them. */
  readonly requests: RequestLog
  readonly faults: FaultSwitch
  /** Changes quirks under way. Throws an Error with a sentence for one that does not exist. */
  setQuirks(quirks: PartialQuirks): void
  /**
   * Resolves once no message is under way and no callback is open. What is never reported, and what is scheduled and
   * not due, does not count. With a manual clock somebody has to advance it meanwhile.
   */
  settle(): Promise<void>
  /** Ends all connections, hanging ones too, and every timer. */
  close(): Promise<void>
}

/** The default of `deliveryDelayMs` from code. */
export const defaultDeliveryDelayMs = 20

const originOf = (host: string, port: number): string => {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

const isBelow = (path: string, base: string) => path === base || path.startsWith(`${base}/`)

/** Starts the three gateways and the inspector on one port. Rejects if the port is taken or a quirk does not exist. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const { port = 0, host = '127.0.0.1', clock = systemClock } = options
  const { deliveryDelayMs = defaultDeliveryDelayMs, answerDelayMs = 0 } = options
  const isLocal = isLoopbackHostHeader(host.includes(':') ? `[${host}]` : host)
  const quirks = createQuirks()
  applyQuirks(quirks, options.quirks ?? {})
  const pending = createPendingWork()
  const callbacks = createCallbacks(clock, pending, options.allowExternalCallbacks ?? false)
  const life = createMessageLife(clock, deliveryDelayMs, pending)
  let lastId = 1_500_000
  const context: SandboxContext = { clock, quirks, life, callbacks, nextId: () => ++lastId }

  const proxstopAccounts = createProxstopAccounts(options.accounts?.proxstop)
  const netoxygenAccounts = createNetoxygenAccounts(options.accounts?.netoxygen)
  const sms365Accounts = createAccountRegistry(context, options.accounts?.sms365)
  const gateways = [
    createProxstopGateway(context, proxstopAccounts),
    createSms365Gateway(context, sms365Accounts),
    createNetoxygenGateway(context, netoxygenAccounts),
  ]

  const faults = createFaultQueue()
  const requests = createRequestLog()
  const faultSwitch = createFaultSwitch(faults, clock, () => listener)

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    // A page from elsewhere could read codes and break sessions. Whoever lets other machines in does so on purpose.
    if (isLocal && !isLoopbackHostHeader(request.headers.host)) {
      return sendAnswer(response, plainAnswer(421, 'The sandbox answers to localhost only; --host opens it to others'))
    }
    const target = request.url ?? '/'
    if (!URL.canParse(target, 'http://sandbox')) return sendAnswer(response, plainAnswer(400, 'The path is no path'))
    const url = new URL(target, 'http://sandbox')
    if (isBelow(url.pathname, '/inspector')) {
      return serveInspector({ life, requests, faults, faultSwitch, baseUrls: () => baseUrls }, url, request, response)
    }
    const gateway = gateways.find(({ basePath }) => isBelow(url.pathname, basePath))
    if (gateway) return serveGateway({ clock, faults, requests, answerDelayMs }, gateway, url, request, response)
    sendAnswer(
      response,
      plainAnswer(
        404,
        'The gateways are below /proxstop, /sms365/api and /netoxygen/api2/; /inspector/ lists the rest',
      ),
    )
  }

  const listener: Listener = await openListener(host, port, (request, response) => {
    serve(request, response).catch(() => {
      // The caller has gone away, or the sandbox has a fault of its own: a half answer would look like a real one.
      if (response.headersSent || response.destroyed) response.destroy()
      else sendAnswer(response, plainAnswer(500, 'The sandbox failed to answer'))
    })
  })
  const origin = originOf(host, listener.port)
  const baseUrls = {
    proxstop: `${origin}/proxstop`,
    sms365: `${origin}/sms365/api`,
    netoxygen: `${origin}/netoxygen/api2/`,
  }

  return {
    origin,
    baseUrls,
    get credentials() {
      const [proxstop] = proxstopAccounts
      const [netoxygen] = netoxygenAccounts
      const { apiKey, username, password } = sms365Accounts.main
      return {
        proxstop: { apiKey: proxstop.apiKey },
        sms365: { apiKey, username, password },
        netoxygen: { username: netoxygen.username, password: netoxygen.password },
      }
    },
    requests,
    faults: faultSwitch,
    setQuirks: (changes) => applyQuirks(quirks, changes),
    settle: () => pending.settle(),
    async close() {
      life.close()
      callbacks.close()
      await faultSwitch.close()
    },
  }
}

import { type GatewayName, gatewayNames, isGatewayName } from './gateway.ts'

/** Whether a request is acted upon before the fault: as the fault chooses, or always so or never so. */
type Processing = 'yes by default' | 'no by default' | 'always' | 'never'

/** Every kind of fault: whether the request is processed first, and the settings that only it has. */
export const faultKinds = {
  refuse: { processing: 'never', settings: ['durationMs'] },
  resetBeforeRead: { processing: 'never', settings: [] },
  resetAfterRead: { processing: 'yes by default', settings: [] },
  hang: { processing: 'yes by default', settings: [] },
  slowBody: { processing: 'always', settings: ['pauseMs'] },
  truncatedBody: { processing: 'always', settings: [] },
  rateLimit: { processing: 'no by default', settings: ['retryAfterSeconds'] },
  unavailable: { processing: 'no by default', settings: ['retryAfterSeconds'] },
  htmlPage: { processing: 'no by default', settings: [] },
  emptyBody: { processing: 'yes by default', settings: [] },
  oversizedBody: { processing: 'no by default', settings: ['bytes'] },
  xmlBomb: { processing: 'no by default', settings: [] },
} as const satisfies Record<string, { processing: Processing; settings: readonly FaultSetting[] }>

type FaultSetting = 'durationMs' | 'pauseMs' | 'retryAfterSeconds' | 'bytes'

export type FaultKind = keyof typeof faultKinds

/** A fault as it is asked for. What is left out matches every gateway and endpoint, once. */
export interface Fault {
  readonly kind: FaultKind
  readonly gateway?: GatewayName
  /** As the vendor writes it: `telephonesms`, `sms/send`, `send_message`. */
  readonly endpoint?: string
  /** How many requests it befalls; 1 if left out, Infinity is allowed. */
  readonly count?: number
  /** Whether the request is acted upon first. The default depends on the kind; see the README. */
  readonly processed?: boolean
  /** refuse: how long the port stays closed; until `clear()` if left out. */
  readonly durationMs?: number
  /** slowBody: pause between two bytes; 20 if left out. */
  readonly pauseMs?: number
  /** rateLimit (1 if left out) and unavailable (no header if left out): seconds in Retry-After. */
  readonly retryAfterSeconds?: number
  /** oversizedBody: length of the body; 200,000,000 if left out. */
  readonly bytes?: number
}

/** A fault that waits for its requests. */
export interface ActiveFault extends Fault {
  readonly processed: boolean
  remaining: number
}

const settingNames = ['durationMs', 'pauseMs', 'retryAfterSeconds', 'bytes'] as const
const names = new Set(['kind', 'gateway', 'endpoint', 'count', 'processed', ...settingNames])

const refuse = (sentence: string): never => {
  throw new Error(sentence)
}

const checkProcessed = (kind: FaultKind, processed: unknown) => {
  if (processed === undefined) return
  if (typeof processed !== 'boolean') refuse('processed is true or false')
  const { processing } = faultKinds[kind]
  if (processing === 'always' && processed === false) refuse(`A request is always processed before ${kind}`)
  if (processing === 'never' && processed === true) refuse(`A request is never processed before ${kind}`)
}

/** Whether a value is a complete description of a fault. Throws an Error with a sentence if it is not. */
export function assertFault(value: unknown): asserts value is Fault {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('A fault is an object')
  const fault = value as Readonly<Record<string, unknown>>
  const unknownName = Object.keys(fault).find((name) => !names.has(name))
  if (unknownName !== undefined) refuse(`A fault has no ${unknownName}; it has ${[...names].join(', ')}`)
  const { kind, gateway, endpoint, count, processed } = fault
  if (typeof kind !== 'string' || !Object.hasOwn(faultKinds, kind)) {
    return refuse(`kind is one of ${Object.keys(faultKinds).join(', ')}`)
  }
  if (gateway !== undefined && !isGatewayName(gateway)) refuse(`gateway is one of ${gatewayNames.join(', ')}`)
  if (endpoint !== undefined && (typeof endpoint !== 'string' || endpoint === ''))
    refuse('endpoint is a text, such as sms/send')
  if (count !== undefined && count !== Infinity && !(Number.isSafeInteger(count) && Number(count) > 0)) {
    refuse('count is a whole number above 0')
  }
  checkProcessed(kind as FaultKind, processed)
  for (const name of settingNames) {
    if (fault[name] === undefined) continue
    if (!(faultKinds[kind as FaultKind].settings as readonly string[]).includes(name)) refuse(`${kind} has no ${name}`)
    if (!(Number.isSafeInteger(fault[name]) && Number(fault[name]) >= 0)) refuse(`${name} is a whole number, 0 or more`)
  }
  const isLimited = gateway !== undefined || endpoint !== undefined || count !== undefined
  if (kind === 'refuse' && isLimited)
    refuse('refuse closes the port of the whole server: it has no gateway, endpoint or count')
}

/** The faults that wait for their requests, in the order in which they were added. */
export interface FaultQueue {
  add(fault: Fault): void
  /** The first fault for a request, still waiting. While the endpoint is not known, only faults for all endpoints count. */
  peek(gateway: GatewayName, endpoint: string | undefined): ActiveFault | undefined
  /** Uses a fault up by one request. */
  spend(fault: ActiveFault): void
  list(): readonly ActiveFault[]
  clear(): void
}

/** Makes a queue without faults. */
export const createFaultQueue = (): FaultQueue => {
  let faults: readonly ActiveFault[] = []
  return {
    add(fault) {
      const { processing } = faultKinds[fault.kind]
      const processed = fault.processed ?? (processing === 'always' || processing === 'yes by default')
      faults = [...faults, { ...fault, processed, remaining: fault.count ?? 1 }]
    },
    peek: (gateway, endpoint) =>
      faults.find(
        (fault) =>
          (fault.gateway === undefined || fault.gateway === gateway) &&
          (fault.endpoint === undefined || fault.endpoint === endpoint),
      ),
    spend(fault) {
      fault.remaining--
      if (fault.remaining <= 0) faults = faults.filter((other) => other !== fault)
    },
    list: () => faults,
    clear() {
      faults = []
    },
  }
}

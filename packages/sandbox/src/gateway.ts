import type { IncomingHttpHeaders } from 'node:http'

/** The three gateways, in the order in which they are listed everywhere. */
export const gatewayNames = ['proxstop', 'sms365', 'netoxygen'] as const

export type GatewayName = (typeof gatewayNames)[number]

/** Whether a text names one of the gateways. */
export const isGatewayName = (text: unknown): text is GatewayName => (gatewayNames as readonly unknown[]).includes(text)

/** A request whose body has been read whole. */
export interface GatewayRequest {
  readonly method: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What goes back over the socket. */
export interface GatewayAnswer {
  readonly statusCode: number
  readonly contentType: string
  readonly body: Buffer
}

/** A request that has been understood and not yet acted upon. */
export interface GatewayCall {
  /** As the vendor writes it: `telephonesms`, `sms/send`, `send_message`. */
  readonly endpoint: string
  /** Form fields and query parameters; empty for XML-RPC. */
  readonly fields: Readonly<Record<string, string>>
  /** Parameters of an XML-RPC call; empty for the other gateways. */
  readonly params: readonly unknown[]
  /** Does what was asked for; with this the message is sent and paid for. */
  process(): GatewayAnswer | Promise<GatewayAnswer>
}

/** One vendor's interface behind a path of the sandbox. */
export interface Gateway {
  readonly name: GatewayName
  /** Path of the base URL, without a slash at its end. */
  readonly basePath: string
  /** The endpoint that a path below `basePath` names; undefined where the body names it. */
  endpointOf(path: string): string | undefined
  /** Reads a request. `path` is what follows `basePath`. */
  prepare(path: string, request: GatewayRequest): Promise<GatewayCall>
}

/** An answer of plain text, for what no vendor documents. */
export const plainAnswer = (statusCode: number, sentence: string): GatewayAnswer => ({
  statusCode,
  contentType: 'text/plain; charset=utf-8',
  body: Buffer.from(`${sentence}\n`),
})

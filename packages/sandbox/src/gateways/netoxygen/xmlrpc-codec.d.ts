// The types published for xmlrpc stop at its client and server.
declare module 'xmlrpc/lib/serializer.js' {
  export function serializeMethodResponse(result: unknown): string
  export function serializeFault(fault: { faultCode: number; faultString: string }): string
}

declare module 'xmlrpc/lib/deserializer.js' {
  import type { Readable } from 'node:stream'

  const Deserializer: new (encoding?: string) => {
    deserializeMethodCall(
      stream: Readable,
      callback: (error: Error | null | undefined, method: string, params: unknown[]) => void,
    ): void
  }
  export default Deserializer
}

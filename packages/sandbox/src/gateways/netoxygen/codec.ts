/// <reference path="./xmlrpc-codec.d.ts" />
import { Readable } from 'node:stream'
import Deserializer from 'xmlrpc/lib/deserializer.js'
import { serializeFault, serializeMethodResponse } from 'xmlrpc/lib/serializer.js'
import type { GatewayAnswer } from '../../gateway.ts'

/** A call as it was sent; base64 values are Buffers. */
export interface MethodCall {
  readonly method: string
  readonly params: readonly unknown[]
}

/** Thrown by a method that answers with a fault. */
export class Fault extends Error {
  readonly faultCode: number

  constructor(faultCode: number, faultString: string) {
    super(faultString)
    this.name = 'Fault'
    this.faultCode = faultCode
  }
}

const declaresLatin1 = (body: Buffer): boolean =>
  /^<\?xml[^>]*encoding=["'](iso-8859-1|latin1)["']/i.test(body.subarray(0, 100).toString('latin1'))

/** Reads a call with the package's own parser. Throws a Fault −32700 if it is none. */
export const parseCall = (body: Buffer): Promise<MethodCall> =>
  new Promise((resolve, reject) => {
    // The package guards against a second call of its callback, but not against an error inside it.
    new Deserializer(declaresLatin1(body) ? 'latin1' : 'utf8').deserializeMethodCall(
      Readable.from([body], { objectMode: false }),
      (error, method, params) => {
        if (error) reject(new Fault(-32_700, `parse error: ${error.message.split('\n')[0]}`))
        else resolve({ method, params: params ?? [] })
      },
    )
  })

// What Latin-1 lacks becomes a numeric reference.
const toLatin1 = (xml: string): Buffer =>
  Buffer.from(
    xml
      .replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="ISO-8859-1"?>')
      .replace(/[^\u0000-\u00ff]/gu, (character) => `&#${character.codePointAt(0)};`),
    'latin1',
  )

const answerOf = (xml: string, isLatin1: boolean): GatewayAnswer => ({
  statusCode: 200,
  contentType: isLatin1 ? 'text/xml; charset=ISO-8859-1' : 'text/xml; charset=utf-8',
  body: isLatin1 ? toLatin1(xml) : Buffer.from(xml),
})

/** Writes the value of a method. */
export const renderResult = (result: unknown, isLatin1: boolean): GatewayAnswer =>
  answerOf(serializeMethodResponse(result), isLatin1)

/** Writes a fault, with HTTP status 200 as XML-RPC wants it. */
export const renderFault = ({ faultCode, message }: Fault, isLatin1: boolean): GatewayAnswer =>
  answerOf(serializeFault({ faultCode, faultString: message }), isLatin1)

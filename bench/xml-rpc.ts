import { decodeMethodResponse, encodeMethodCall } from '@heliograph/core/xml-rpc'
import { XMLParser } from 'fast-xml-parser'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { median, toTable } from './table.ts'

interface PeerSerializer {
  serializeMethodCall(method: string, params: readonly unknown[]): string
  serializeMethodResponse(value: unknown): string
}
type PeerDeserializer = new () => {
  deserializeMethodResponse(stream: Readable, callback: (error: unknown, value: unknown) => void): void
}

const require = createRequire(import.meta.url)
const serializer = require('xmlrpc/lib/serializer') as PeerSerializer
const Deserializer = require('xmlrpc/lib/deserializer') as PeerDeserializer

const recipients = 10_000
const rounds = 5

const numbers = Array.from({ length: recipients }, (_, index) => `4179${String(index).padStart(7, '0')}`)
const params = ['myuser', 'mypass', numbers, 'Your table is booked for 20:00', 'Example']
const results = numbers.map((number, index) => [number, true, `4f0c${index.toString(16)}`])

const answer = serializer.serializeMethodResponse(results)
const answerBytes = new TextEncoder().encode(answer)
const json = JSON.stringify(results)

const decodeWithPeer = () =>
  new Promise<unknown>((resolve, reject) => {
    new Deserializer().deserializeMethodResponse(Readable.from([answer]), (error, value) => {
      if (error) reject(error instanceof Error ? error : new Error('xmlrpc cannot decode'))
      else resolve(value)
    })
  })

const xmlParser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'value' })

/** The least that makes XML-RPC values out of what fast-xml-parser gives. */
const toValue = (node: unknown): unknown => {
  if (typeof node === 'string') return node
  const { array, string, boolean } = node as {
    readonly array?: { readonly data: { readonly value: readonly unknown[] } }
    readonly string?: string
    readonly boolean?: string
  }
  if (array) return array.data.value.map(toValue)
  return boolean === undefined ? string : boolean === '1'
}

const decodeWithFastXmlParser = () => {
  const document = xmlParser.parse(answer) as {
    readonly methodResponse: { readonly params: { readonly param: { readonly value: readonly unknown[] } } }
  }
  return toValue(document.methodResponse.params.param.value[0])
}

const time = async (work: () => unknown): Promise<number> => {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** Each work in turn, so that all meet the same machine; medians in milliseconds. */
const interleave = async (
  works: Readonly<Record<string, () => unknown>>,
): Promise<Readonly<Record<string, number>>> => {
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, [] as number[]]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, work] of Object.entries(works)) {
      const elapsed = await time(work)
      // The first round only warms up.
      if (round >= 0) times[name]?.push(elapsed)
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]))
}

const assertSame = (name: string, value: unknown): void => {
  if (JSON.stringify(value) !== json) throw new Error(`${name} decodes something else`)
}

/** Encode and decode of 10,000 recipients, ours against its peers; ratios to ours. */
export const benchXmlRpc = async (): Promise<string> => {
  const decodeOurs = () => {
    const reply = decodeMethodResponse(answerBytes)
    return 'value' in reply ? reply.value : reply.fault
  }
  assertSame('our codec', decodeOurs())
  assertSame('xmlrpc', await decodeWithPeer())
  assertSame('fast-xml-parser', decodeWithFastXmlParser())

  const encoding = await interleave({
    ours: () => encodeMethodCall('send_message', params),
    xmlrpc: () => serializer.serializeMethodCall('send_message', params),
    'JSON.stringify, the floor': () => JSON.stringify(params),
  })
  const decoding = await interleave({
    ours: decodeOurs,
    xmlrpc: decodeWithPeer,
    'fast-xml-parser with mapping': decodeWithFastXmlParser,
    'JSON.parse, the floor': () => JSON.parse(json) as unknown,
  })
  const rows = (what: string, times: Readonly<Record<string, number>>) =>
    Object.entries(times).map(([name, elapsed]) => [
      what,
      name,
      `${elapsed.toFixed(1)} ms`,
      `${(elapsed / (times['ours'] ?? Number.NaN)).toFixed(2)} ×`,
    ])
  return toTable(
    [`${recipients.toLocaleString('en')} recipients`, '', 'time', 'against ours'],
    [...rows('encode', encoding), ...rows('decode', decoding)],
  )
}

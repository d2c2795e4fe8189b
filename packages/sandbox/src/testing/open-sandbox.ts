import { onTestFinished } from 'vitest'
import { createClient } from 'xmlrpc'
import { type ManualClock, createManualClock } from '../clock.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../start-sandbox.ts'
import { type HttpAnswer, callHttp, postForm } from './http-call.ts'

type Fields = Readonly<Record<string, string>>

/** The answer of an sms365 endpoint. */
export type Envelope = Readonly<Record<string, unknown>>

/** A sandbox whose time the test owns, with a client for each gateway that sends the credentials of the default account. */
export interface OpenSandbox {
  readonly sandbox: Sandbox
  readonly clock: ManualClock
  /** Posts to `telephonesms.xml` and the like; credentials may be overridden. */
  proxstop(path: string, fields?: Fields): Promise<HttpAnswer>
  /** Posts to `sms/send` and the like, and parses the answer. */
  sms365(endpoint: string, fields?: Fields): Promise<Envelope>
  sms365Answer(endpoint: string, fields?: Fields): Promise<HttpAnswer>
  /** Calls a method with the npm package xmlrpc. Rejects with its error for a fault. */
  netoxygen(method: string, ...params: unknown[]): Promise<unknown>
  /** As netoxygen, but user and pass are among the parameters. */
  netoxygenRaw(method: string, params: unknown[]): Promise<unknown>
  /** Messages as the inspector shows them. */
  messages(): Promise<Record<string, unknown>[]>
}

/** Time from going out to the report in these tests. */
export const deliveryDelayMs = 1_000

/** Starts a sandbox that is closed when the test ends. */
export const openSandbox = async (options: SandboxOptions = {}): Promise<OpenSandbox> => {
  const clock = createManualClock()
  const sandbox = await startSandbox({ clock, deliveryDelayMs, ...options })
  onTestFinished(() => sandbox.close())
  const { baseUrls } = sandbox
  const xmlrpc = createClient({ url: baseUrls.netoxygen })
  const { username, password } = sandbox.credentials.netoxygen

  const sms365Answer = (endpoint: string, fields: Fields = {}) =>
    postForm(`${baseUrls.sms365}/${endpoint}`, { key: sandbox.credentials.sms365.apiKey, ...fields })
  const netoxygenRaw = (method: string, params: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      xmlrpc.methodCall(method, params, (error: unknown, value: unknown) =>
        error ? reject(error instanceof Error ? error : new Error('unreadable error')) : resolve(value),
      )
    })

  return {
    sandbox,
    clock,
    proxstop: (path, fields = {}) =>
      postForm(`${baseUrls.proxstop}/${path}`, { key: sandbox.credentials.proxstop.apiKey, ...fields }),
    sms365Answer,
    sms365: async (endpoint, fields) => JSON.parse((await sms365Answer(endpoint, fields)).text) as Envelope,
    netoxygen: (method, ...params) => netoxygenRaw(method, [username, password, ...params]),
    netoxygenRaw,
    messages: async () =>
      JSON.parse((await callHttp(`${sandbox.origin}/inspector/messages`)).text) as Record<string, unknown>[],
  }
}

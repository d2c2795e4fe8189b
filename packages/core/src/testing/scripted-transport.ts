import type { Runtime } from '../runtime.ts'
import type { HttpRequest, HttpResponse, SendOptions, Transport } from '../transport.ts'

/** One scripted answer: a body (HTTP 200), a whole answer, or an error to throw. */
export type ScriptedAnswer = string | Uint8Array | Partial<HttpResponse> | Error

export interface ScriptedTransport extends Transport {
  /** Every request that was sent, in order. */
  readonly requests: readonly HttpRequest[]
  readonly options: readonly SendOptions[]
}

const encoder = new TextEncoder()

const toResponse = (answer: Exclude<ScriptedAnswer, Error>): HttpResponse => {
  if (typeof answer === 'string') return { status: 200, headers: {}, body: encoder.encode(answer) }
  if (answer instanceof Uint8Array) return { status: 200, headers: {}, body: answer }
  return { status: 200, headers: {}, body: new Uint8Array(), ...answer }
}

/** A transport that answers from a script, the last answer again and again, and remembers what it was sent. */
export const createScriptedTransport = (...answers: readonly ScriptedAnswer[]): ScriptedTransport => {
  const requests: HttpRequest[] = []
  const options: SendOptions[] = []
  return {
    requests,
    options,
    send(request, sendOptions) {
      const answer = answers[Math.min(requests.length, answers.length - 1)] ?? ''
      requests.push(request)
      options.push(sendOptions)
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(toResponse(answer))
    },
  }
}

export interface FakeRuntime extends Runtime {
  /** Every wait, in milliseconds. */
  readonly waits: readonly number[]
}

/** Time that moves only by sleeping, and a random number that is always the same. */
export const createFakeRuntime = ({ start = Date.UTC(2026, 0, 1), random = 0.5 } = {}): FakeRuntime => {
  const waits: number[] = []
  let now = start
  return {
    waits,
    now: () => now,
    random: () => random,
    sleep(milliseconds, signal) {
      if (signal?.aborted) return Promise.reject(new Error('aborted'))
      waits.push(milliseconds)
      now += milliseconds
      return Promise.resolve()
    },
  }
}

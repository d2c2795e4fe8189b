import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import type { ServerProcess } from '../server-process.ts'

/** How one server is asked for the same send. */
export interface SendForm {
  readonly path: string
  readonly contentType: string
  /** The body of a request; `index` makes idempotency keys unique. */
  body(index: number): string
  readonly headers?: Readonly<Record<string, string>>
}

export interface CpuMeasurement {
  readonly requestsPerSecond: number
  readonly cpuMicrosecondsPerRequest: number
}

const connections = 32

// Every request of the whole run has an index of its own, and with it a key of its own.
let sent = 0

const send = async (pool: Pool, form: SendForm): Promise<void> => {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: form.path,
    headers: { 'content-type': form.contentType, accept: 'application/json', ...form.headers },
    body: form.body(sent++),
  })
  const text = await body.text()
  if (statusCode !== 200 || !text.includes('"smsId":"1500100"')) throw new Error(`HTTP ${statusCode}: ${text}`)
}

/**
 * Sends requests over kept-alive connections for as long, and measures the server's own CPU time. Throws at the first wrong
 * answer.
 */
export const measureCpu = async (
  server: ServerProcess,
  form: SendForm,
  milliseconds: number,
): Promise<CpuMeasurement> => {
  const pool = new Pool(new URL(server.url).origin, { connections })
  const cpuBefore = await server.cpuMicroseconds()
  const begun = performance.now()
  const before = sent
  const work = async () => {
    while (performance.now() - begun < milliseconds) await send(pool, form)
  }
  await Promise.all(Array.from({ length: connections }, work))
  const count = sent - before
  const seconds = (performance.now() - begun) / 1_000
  const cpu = (await server.cpuMicroseconds()) - cpuBefore
  await pool.close()
  return { requestsPerSecond: count / seconds, cpuMicrosecondsPerRequest: cpu / count }
}

/**
 * Sends `count` requests, `perSecond` of them a second whether or not answers come. For each, the milliseconds from when it was due
 * to when its answer was there. Throws at the first wrong answer.
 */
export const measureLatency = async (
  server: ServerProcess,
  form: SendForm,
  perSecond: number,
  count: number,
): Promise<number[]> => {
  const pool = new Pool(new URL(server.url).origin, { connections: 4 * connections })
  const begun = performance.now()
  const milliseconds = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      // Timers know whole milliseconds alone: a round in which all were due at one fraction would be off by it.
      const due = begun + (index * 1_000) / perSecond + Math.random()
      await sleep(Math.max(0, due - performance.now()))
      await send(pool, form)
      return performance.now() - due
    }),
  )
  await pool.close()
  return milliseconds
}

import { type ServerResponse, createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createManualClock } from './clock.ts'
import { performFault } from './perform-fault.ts'

/** An oversized answer of 200 MB, and a caller that has read its first bytes and then pauses. */
const openOversizedAnswer = async () => {
  const { promise: started, resolve: start } = Promise.withResolvers<ServerResponse>()
  const server = createServer((request, response) => {
    const fault = { kind: 'oversizedBody', processed: false, remaining: 1 } as const
    performFault(fault, { request, response, gateway: 'sms365', answer: undefined }, createManualClock())
    start(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const caller = connect((server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(async () => {
    caller.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  caller.write('GET / HTTP/1.1\r\nhost: sandbox\r\n\r\n')
  await new Promise((resolve) => caller.once('data', resolve))
  caller.pause()
  return { caller, response: await started }
}

it('writes no more of an oversized body than the caller takes', async () => {
  const { response } = await openOversizedAnswer()
  expect(response.writableLength).toBeLessThan(1_000_000)
  expect(response.writableEnded).toBe(false)
})

it('goes on with an oversized body when the caller does', async () => {
  const { caller, response } = await openOversizedAnswer()
  let received = 0
  caller.on('data', (chunk: Buffer) => (received += chunk.length))
  caller.resume()
  await new Promise((resolve) => response.on('finish', resolve))
  expect(received).toBeGreaterThan(100_000_000)
})

it('stops an oversized body when the caller has gone away', async () => {
  const { caller, response } = await openOversizedAnswer()
  caller.destroy()
  await new Promise((resolve) => response.on('close', resolve))
  expect(response.writableFinished).toBe(false)
})

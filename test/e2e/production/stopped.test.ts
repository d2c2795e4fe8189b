import { startSandbox } from '@heliograph/sandbox'
import { afterAll, describe, test, vi } from 'vitest'
import { startHttpReceiver } from '../../../packages/graphql-server/src/testing/http-receiver.ts'
import { callHttp } from './ask.ts'
import { listMessages, send, smsSend } from './client-sends.ts'
import { databases } from './databases.ts'
import { startRelay } from './relay.ts'
import { toEnvironment } from './server-environment.ts'
import { killAllServers, startServerProcess } from './server-process.ts'

afterAll(killAllServers)

const webhookSecret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
const subscription = 'subscription { messageUpdated { cursor } }'

/** A wire in which requests can be held, as long as `gate` is not open. */
const createGate = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let isReached = false
  return {
    wait() {
      isReached = true
      return promise
    },
    isReached: () => isReached,
    open: resolve,
  }
}

/** A subscription over a WebSocket that has been acknowledged, and all that comes of it. */
const openSocket = async (url: string) => {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws')
  const messages: string[] = []
  const closed = new Promise<number>((resolve) => (socket.onclose = ({ code }) => resolve(code)))
  const acknowledged = new Promise<void>((resolve) => {
    socket.onmessage = ({ data }) => {
      const { type } = JSON.parse(String(data)) as { readonly type: string }
      messages.push(type)
      if (type === 'connection_ack') resolve()
    }
  })
  await new Promise((resolve) => (socket.onopen = resolve))
  socket.send(JSON.stringify({ type: 'connection_init' }))
  await acknowledged
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: subscription } }))
  return { messages, closed }
}

const isReady = ({ origin }: { readonly origin: string }): Promise<boolean> =>
  callHttp(`${origin}/ready`).then(
    ({ status }) => status === 200,
    () => false,
  )

// Most of the time goes by in waiting for the poller.
describe.concurrent.each(databases)('SIGTERM on $name', ({ createTestDatabase }) => {
  test('is a stop in good order: not ready, everything under way is finished, and nothing is lost', async ({
    expect,
    onTestFinished,
  }) => {
    const database = await createTestDatabase()
    onTestFinished(() => database.remove())
    const sandbox = await startSandbox()
    onTestFinished(() => sandbox.close())
    const answerGate = createGate()
    const gateways = await startRelay({
      target: () => sandbox.origin,
      onStep: (step, { body }) => (step === 'answer' && body.includes('slow') ? answerGate.wait() : undefined),
    })
    onTestFinished(() => gateways.close())
    const receiver = await startHttpReceiver()
    onTestFinished(() => receiver.close())
    const webhookGate = createGate()
    const webhooks = await startRelay({
      target: () => receiver.url,
      onStep: (step) => (step === 'answer' ? webhookGate.wait() : undefined),
    })
    onTestFinished(() => webhooks.close())
    const settings = { ...database.env, WEBHOOK_URL: webhooks.origin, WEBHOOK_SECRET: webhookSecret }
    const env = toEnvironment(sandbox, settings, gateways.origin)

    const server = await startServerProcess(env)
    expect(await isReady(server)).toBe(true)
    const quick = smsSend('quick')
    await send(server.url, quick)
    await expect.poll(() => webhookGate.isReached()).toBe(true)
    const slow = { ...smsSend('slow'), input: { ...smsSend('').input, text: 'slow' } }
    const answers = [send(server.url, slow), send(server.url, slow)]
    await expect.poll(() => answerGate.isReached()).toBe(true)
    const stream = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: subscription }),
    })
    const events = stream.text()
    const socket = await openSocket(server.url)

    const stopping = server.stop()
    await expect.poll(() => isReady(server)).toBe(false)
    // They end while a send still waits for its answer.
    // Not cut, which would be a rejection; and not told to be complete, so that their clients come back.
    expect(await events).not.toContain('event: complete')
    expect(await socket.closed).toBe(1001)
    expect(socket.messages).toEqual(['connection_ack'])
    expect(await isReady(server)).toBe(false)
    webhookGate.open()
    answerGate.open()
    const [first, second] = await Promise.all(answers)
    expect(first).toMatchObject({ __typename: 'Sms365SmsSendPayload' })
    expect(second).toEqual(first)
    const { code, durationMs } = await stopping
    expect(code).toBe(0)
    expect(durationMs).toBeLessThan(10_000)
    expect(server.log.at(-1)).toMatchObject({ msg: 'stopped' })
    expect(server.log.filter(({ level }) => Number(level) >= 40)).toEqual([])

    const next = await startServerProcess(env)
    expect(await send(next.url, slow)).toEqual(first)
    expect(sandbox.requests.filter(({ endpoint }) => endpoint === 'sms/send')).toHaveLength(2)
    // The poller and the webhook go on where the other process left off.
    const untilDelivered = async () => {
      const told = await listMessages(next.url)
      expect(told.map(({ status }) => status)).toEqual(['DELIVERED', 'DELIVERED'])
      return told
    }
    const told = await vi.waitFor(untilDelivered, { timeout: 60_000, interval: 200 })
    const changes = told.reduce((total, message) => total + message.changes.length, 0)
    const listIds = () => receiver.requests.map(({ headers }) => headers['webhook-id'])
    await expect.poll(() => new Set(listIds()).size).toBe(changes)
    expect(listIds()).toHaveLength(changes)
    expect((await next.stop()).code).toBe(0)
  })
})

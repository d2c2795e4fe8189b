import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type Fault, assertFault, faultKinds } from './faults.ts'
import { callHttp } from './testing/http-call.ts'
import { type OpenSandbox, openSandbox } from './testing/open-sandbox.ts'

const sms = { to: '6971234567', text: 'Hello' }
const proxstopSms = { country: '1', phone: '5555555555', code: '16322' }

const open = async (...faults: Fault[]) => {
  const opened = await openSandbox()
  for (const fault of faults) await opened.sandbox.faults.add(fault)
  return opened
}

const sendEach: Readonly<Record<string, (open: OpenSandbox) => Promise<unknown>>> = {
  proxstop: ({ proxstop }) => proxstop('telephonesms.xml', proxstopSms),
  sms365: ({ sms365Answer }) => sms365Answer('sms/send', sms),
  netoxygen: ({ netoxygen }) => netoxygen('send_message', '0792223344', 'Hello'),
}
const gateways = Object.entries(sendEach)

describe('resetBeforeRead', () => {
  it.each(gateways)('%s: the connection breaks, and nothing is sent', async (_gateway, send) => {
    const opened = await open({ kind: 'resetBeforeRead' })
    await expect(send(opened)).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await opened.messages()).toEqual([])
    expect(opened.sandbox.requests).toMatchObject([{ processed: false, fault: 'resetBeforeRead' }])
    await send(opened)
    expect(await opened.messages()).toHaveLength(1)
  })

  it('is for one method of NetOxygen alone if it says so', async () => {
    const opened = await open({ kind: 'resetBeforeRead', gateway: 'netoxygen', endpoint: 'send_message' })
    expect(await opened.netoxygen('auth')).toBe(true)
    await expect(opened.netoxygen('send_message', '0792223344', 'Hello')).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await opened.messages()).toEqual([])
  })
})

describe('resetAfterRead', () => {
  it.each(gateways)('%s: the connection breaks, and the message is sent', async (_gateway, send) => {
    const opened = await open({ kind: 'resetAfterRead' })
    await expect(send(opened)).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await opened.messages()).toHaveLength(1)
    expect(opened.sandbox.requests).toMatchObject([{ processed: true, fault: 'resetAfterRead' }])
  })

  it('sends nothing with processed: false', async () => {
    const opened = await open({ kind: 'resetAfterRead', processed: false })
    await expect(opened.sms365('sms/send', sms)).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await opened.messages()).toEqual([])
  })
})

describe('hang', () => {
  it('never answers, sends the message, and ends with the sandbox', async () => {
    const opened = await open({ kind: 'hang' })
    const outcome = opened.sms365('sms/send', sms).then(
      () => 'answered',
      () => 'broken',
    )
    const other = async () => (await opened.sms365('me/balance'), 'other')
    expect(await Promise.race([outcome, other()])).toBe('other')
    expect(await opened.messages()).toHaveLength(1)
    await opened.sandbox.close()
    expect(await outcome).toBe('broken')
  })
})

describe('slowBody', () => {
  it('comes byte by byte, whole in the end', async () => {
    const { sandbox, sms365Answer, clock } = await open({ kind: 'slowBody', pauseMs: 100 })
    const answer = sms365Answer('me/balance')
    while (!sandbox.requests[0]?.processed) await new Promise((resolve) => setImmediate(resolve))
    const { length } = (await sms365Answer('me/balance')).body
    clock.advance(100 * (length - 2))
    const other = async () => (await sms365Answer('me/balance'), 'other')
    expect(await Promise.race([answer, other()])).toBe('other')
    clock.advance(100)
    expect((await answer).text).toContain('"balance":"10000"}')
  })
})

describe('truncatedBody', () => {
  it('promises a length, and breaks off in the middle', async () => {
    const opened = await open({ kind: 'truncatedBody' })
    await expect(opened.sms365Answer('sms/send', sms)).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await opened.messages()).toHaveLength(1)
  })

  it('sends half of the bytes', async () => {
    const { sandbox } = await open({ kind: 'truncatedBody' })
    const text = await new Promise<string>((resolve) => {
      const { hostname, port } = new URL(sandbox.origin)
      let received = ''
      const socket = connect(Number(port), hostname, () => {
        socket.write('GET /sms365/api/me/balance HTTP/1.1\r\nhost: sandbox\r\n\r\n')
      })
      socket.on('data', (chunk: Buffer) => (received += chunk.toString()))
      socket.on('close', () => resolve(received))
    })
    const [head = '', body = ''] = text.split('\r\n\r\n')
    const promised = Number(/content-length: (\d+)/i.exec(head)?.[1])
    expect(body).toHaveLength(Math.floor(promised / 2))
    expect(body).toMatch(/^\{"status"/)
  })
})

describe('pages instead of answers', () => {
  it.each([
    [{ kind: 'rateLimit' }, 429, '1'],
    [{ kind: 'rateLimit', retryAfterSeconds: 30 }, 429, '30'],
    [{ kind: 'unavailable' }, 503, undefined],
    [{ kind: 'unavailable', retryAfterSeconds: 5 }, 503, '5'],
  ] as const)('%o answers %d with Retry-After %s', async (fault, statusCode, retryAfter) => {
    const opened = await open(fault)
    const answer = await opened.sms365Answer('sms/send', sms)
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([statusCode, retryAfter])
    expect(await opened.messages()).toEqual([])
  })

  it('htmlPage: a page with status 200', async () => {
    const opened = await open({ kind: 'htmlPage' })
    const { statusCode, headers, text } = await opened.proxstop('telephonesms.xml', proxstopSms)
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(text).toMatch(/^<!DOCTYPE html>/)
    expect(await opened.messages()).toEqual([])
  })

  it('htmlPage with processed: the message is sent all the same', async () => {
    const opened = await open({ kind: 'htmlPage', processed: true })
    await opened.sms365Answer('sms/send', sms)
    expect(await opened.messages()).toHaveLength(1)
  })

  it('emptyBody: status 200 and nothing else, and the message is sent', async () => {
    const opened = await open({ kind: 'emptyBody' })
    const { statusCode, text } = await opened.sms365Answer('sms/send', sms)
    expect([statusCode, text]).toEqual([200, ''])
    expect(await opened.messages()).toHaveLength(1)
  })
})

describe('oversizedBody', () => {
  it.each([
    ['sms365', 1_000_000],
    ['proxstop', 70_000],
    ['proxstop', 5],
  ])('%s: sends exactly %d bytes', async (gateway, bytes) => {
    const { sandbox } = await open({ kind: 'oversizedBody', bytes })
    const { body } = await callHttp(`${sandbox.origin}/${gateway === 'sms365' ? 'sms365/api' : gateway}/x`)
    expect(body).toHaveLength(bytes)
  })
})

describe('xmlBomb', () => {
  it.each([
    ['proxstop', 'proxstop/x', '<ref>&e9;</ref>'],
    ['sms365', 'sms365/api/x', '<remarks>&e9;</remarks>'],
    ['netoxygen', 'netoxygen/api2/', '<string>&e9;</string>'],
  ])('%s: a DOCTYPE with nested entities', async (_gateway, path, content) => {
    const { sandbox } = await open({ kind: 'xmlBomb' })
    const { headers, text } = await callHttp(`${sandbox.origin}/${path}`)
    expect(headers['content-type']).toBe('text/xml; charset=utf-8')
    expect(text).toContain('<!DOCTYPE bomb [')
    expect(text).toContain('<!ENTITY e9 "&e8;')
    expect(text).toContain(content)
    expect(text.length).toBeLessThan(2_000)
  })
})

describe('refuse', () => {
  it('closes the port until it is cleared', async () => {
    const { sandbox, sms365 } = await open()
    await sms365('me/balance')
    await sandbox.faults.add({ kind: 'refuse' })
    await expect(sms365('me/balance')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await sandbox.faults.clear()
    expect(await sms365('me/balance')).toMatchObject({ status: '1' })
  })

  it('opens the port again after durationMs', async () => {
    const { sandbox, sms365, clock } = await open({ kind: 'refuse', durationMs: 500 })
    clock.advance(499)
    await expect(sms365('me/balance')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    clock.advance(1)
    await sandbox.faults.clear()
    expect(await sms365('me/balance')).toMatchObject({ status: '1' })
  })

  it('lets the sandbox be closed meanwhile', async () => {
    const { sandbox, clock, sms365 } = await open({ kind: 'refuse', durationMs: 500 })
    await sandbox.close()
    clock.advance(1_000)
    await sandbox.faults.clear()
    await expect(sms365('me/balance')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

describe('which requests a fault befalls', () => {
  it('one, if nothing is said', async () => {
    const { sms365Answer } = await open({ kind: 'unavailable' })
    const seen = [await sms365Answer('me/balance'), await sms365Answer('me/balance')]
    expect(seen.map(({ statusCode }) => statusCode)).toEqual([503, 200])
  })

  it('as many as count says', async () => {
    const { sms365Answer, sandbox } = await open({ kind: 'unavailable', count: 2 })
    const seen: number[] = []
    for (let call = 0; call < 3; call++) seen.push((await sms365Answer('me/balance')).statusCode)
    expect(seen).toEqual([503, 503, 200])
    await sandbox.faults.add({ kind: 'unavailable', count: Infinity })
    expect((await sms365Answer('me/balance')).statusCode).toBe(503)
    await sandbox.faults.clear()
    expect((await sms365Answer('me/balance')).statusCode).toBe(200)
  })

  it('those of its gateway and endpoint', async () => {
    const { sms365Answer, proxstop } = await open({ kind: 'unavailable', gateway: 'sms365', endpoint: 'me/balance' })
    expect((await proxstop('telephonestatus.xml')).statusCode).toBe(200)
    expect((await sms365Answer('group/list')).statusCode).toBe(200)
    expect((await sms365Answer('me/balance')).statusCode).toBe(503)
  })

  it('in the order in which they were added', async () => {
    const { sms365Answer } = await open({ kind: 'rateLimit' }, { kind: 'unavailable' })
    const seen = [await sms365Answer('me/balance'), await sms365Answer('me/balance')]
    expect(seen.map(({ statusCode }) => statusCode)).toEqual([429, 503])
  })
})

describe('assertFault', () => {
  it.each([
    [null, /is an object/],
    [[], /is an object/],
    [{}, /^kind is one of refuse, /],
    [{ kind: 'toString' }, /^kind is one of/],
    [{ kind: 'hang', gateway: 'twilio' }, /^gateway is one of proxstop, sms365, netoxygen$/],
    [{ kind: 'hang', endpoint: '' }, /^endpoint is a text/],
    [{ kind: 'hang', count: 0 }, /^count is a whole number above 0$/],
    [{ kind: 'hang', count: '2' }, /^count is/],
    [{ kind: 'hang', processed: 1 }, /^processed is true or false$/],
    [{ kind: 'slowBody', processed: false }, /always processed before slowBody/],
    [{ kind: 'resetBeforeRead', processed: true }, /never processed before resetBeforeRead/],
    [{ kind: 'hang', bytes: 5 }, /^hang has no bytes$/],
    [{ kind: 'oversizedBody', bytes: -1 }, /^bytes is a whole number, 0 or more$/],
    [{ kind: 'refuse', gateway: 'sms365' }, /the whole server/],
    [{ kind: 'hang', often: true }, /^A fault has no often/],
  ])('refuses %j', (fault, sentence) => {
    expect(() => assertFault(fault)).toThrow(sentence)
  })

  it.each(Object.keys(faultKinds))('takes %s alone', (kind) => {
    expect(() => assertFault({ kind })).not.toThrow()
  })

  it('guards faults.add too', async () => {
    const { sandbox } = await open()
    await expect(sandbox.faults.add({ kind: 'nonsense' as 'hang' })).rejects.toThrow(/^kind is one of/)
  })
})

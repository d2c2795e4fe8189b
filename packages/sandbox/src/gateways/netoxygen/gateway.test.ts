import { describe, expect, it } from 'vitest'
import { callHttp } from '../../testing/http-call.ts'
import { type OpenSandbox, deliveryDelayMs, openSandbox } from '../../testing/open-sandbox.ts'
import { fromWallClock, toWallClock } from '../../wall-clock.ts'

type Result = [dest: string, isOk: boolean, id: string | number]
type StatusRow = [id: string, status: Record<string, unknown>]

const to = '0792223344'

const send = async ({ netoxygen }: OpenSandbox, ...params: unknown[]) =>
  (await netoxygen('send_message', ...params)) as Result[]

const sendForId = async (open: OpenSandbox, ...params: unknown[]) => {
  const [[, , id]] = (await send(open, ...params)) as [Result]
  return String(id)
}

const statusOf = async ({ netoxygen }: OpenSandbox, id: string) => {
  const [[, status]] = (await netoxygen('get_status', id)) as [StatusRow]
  return status
}

describe('send_message', () => {
  it('answers one result for each recipient, failures among them', async () => {
    const open = await openSandbox()
    const results = await send(open, [to, '0041791990005', '12', '41791990004'], 'Hello')
    expect(results).toEqual([
      [to, true, expect.stringMatching(/^\d+$/)],
      ['0041791990005', false, 3],
      ['12', false, 5],
      ['41791990004', false, 2],
    ])
    expect(await open.messages()).toMatchObject([{ to: '41792223344', text: 'Hello', cost: 1, from: 'textobox.ch' }])
    expect(await open.netoxygen('get_credits')).toBe(9_999)
  })

  it('takes one recipient as a string, and base64 for recipients and text', async () => {
    const open = await openSandbox()
    expect(await send(open, Buffer.from(to), Buffer.from('Grüße, «été»'))).toEqual([[to, true, expect.any(String)]])
    expect(await open.messages()).toMatchObject([{ text: 'Grüße, «été»' }])
  })

  it.each([
    ['', ['', '', 'text'], 7],
    ['a'.repeat(1_531), ['', '', 'text'], 8],
    ['Hello', ['', '', 'carrier pigeon'], 4],
    ['Hello', ['a sender that is too long', '', 'text'], 6],
  ])('answers the error code for %j with %j', async (text, others, code) => {
    const open = await openSandbox()
    expect(await send(open, to, text, ...others)).toEqual([[to, false, code]])
    expect(await open.messages()).toEqual([])
  })

  it('replaces a sender that the account may not use', async () => {
    const open = await openSandbox({ accounts: { netoxygen: [{ senders: ['Allowed'], defaultSender: 'MyFirm' }] } })
    await send(open, to, 'one', 'Allowed')
    await send(open, to, 'two', 'Stranger')
    expect(await open.messages()).toMatchObject([{ from: 'Allowed' }, { from: 'MyFirm' }])
  })

  it('sends a flash message', async () => {
    const open = await openSandbox()
    await send(open, to, 'Hello', '', '', 'flash')
    expect(await open.messages()).toMatchObject([{ flash: true }])
  })

  it('keeps a message until its date in Zurich', async () => {
    const open = await openSandbox()
    const id = await sendForId(open, to, 'Hello', '', '2026-07-01 10:00:00')
    expect(await statusOf(open, id)).toMatchObject({
      sent_status: 9,
      sent_status_text: 'Pending',
      last_status: 9,
      last_status_text: 'Message scheduled',
      sent_date: '2026-07-01 10:00:00',
    })
    const due = fromWallClock('2026-07-01 10:00:00', 'Europe/Zurich') ?? 0
    open.clock.advance(due - open.clock.now() - 1)
    expect(await statusOf(open, id)).toMatchObject({ last_status: 9 })
    open.clock.advance(1)
    expect(await statusOf(open, id)).toMatchObject({ last_status: 8 })
    open.clock.advance(deliveryDelayMs)
    expect(await statusOf(open, id)).toMatchObject({ last_status: 1 })
  })

  it.each(['2020-01-01 10:00:00', 'next week', '2027-02-30 10:00:00'])(
    'sends at once for the date %j',
    async (date) => {
      const open = await openSandbox()
      const id = await sendForId(open, to, 'Hello', '', date)
      expect(await statusOf(open, id)).toMatchObject({ sent_status: 1, last_status: 8 })
    },
  )

  it('fails with code 2 when the credits are used up', async () => {
    const open = await openSandbox({ accounts: { netoxygen: [{ credits: 1 }] } })
    expect(await send(open, [to, to], 'Hello')).toEqual([
      [to, true, expect.any(String)],
      [to, false, 2],
    ])
  })
})

describe('get_status', () => {
  it('tells the whole story of a message', async () => {
    const open = await openSandbox()
    const id = await sendForId(open, to, 'Hello', 'Example')
    const seen: unknown[] = []
    for (const stepMs of [0, deliveryDelayMs / 2, deliveryDelayMs / 2]) {
      open.clock.advance(stepMs)
      const { last_status: code, last_status_text: text } = await statusOf(open, id)
      seen.push([code, text])
    }
    expect(seen).toEqual([
      [8, 'Message in queue'],
      [3, 'Message submitted'],
      [1, 'Delivered to the recipient device'],
    ])
    expect(await statusOf(open, id)).toEqual({
      from: 'Example',
      to: '41792223344',
      length: 5,
      sent_date: toWallClock(open.clock.now() - deliveryDelayMs / 2, 'Europe/Zurich'),
      sent_status: 1,
      sent_status_text: 'OK',
      last_date: toWallClock(open.clock.now(), 'Europe/Zurich'),
      last_status: 1,
      last_status_text: 'Delivered to the recipient device',
    })
  })

  it('takes many identifiers, and leaves out what it does not know', async () => {
    const open = await openSandbox()
    const ids = [await sendForId(open, to, 'one'), await sendForId(open, to, 'two')]
    const rows = (await open.netoxygen('get_status', [...ids, '1'])) as StatusRow[]
    expect(rows.map(([id]) => id)).toEqual(ids)
  })
})

describe('cancel_message', () => {
  it('cancels what is scheduled, once, and gives the credits back', async () => {
    const open = await openSandbox()
    const scheduled = await sendForId(open, to, 'Hello', '', '2026-07-01 10:00:00')
    const sent = await sendForId(open, to, 'Hello')
    expect(await open.netoxygen('cancel_message', [scheduled, sent, '1'])).toEqual([
      [scheduled, true],
      [sent, false],
      ['1', false],
    ])
    expect(await open.netoxygen('cancel_message', scheduled)).toEqual([[scheduled, false]])
    expect(await open.netoxygen('get_credits')).toBe(9_999)
    expect(await statusOf(open, scheduled)).toMatchObject({ sent_status: 10, sent_status_text: 'Message canceled' })
  })
})

describe('the account', () => {
  it('answers auth, get_credits, account_status and get_guid', async () => {
    const { netoxygen } = await openSandbox({ accounts: { netoxygen: [{ credits: 7, status: 'free' }] } })
    expect(await netoxygen('auth')).toBe(true)
    expect(await netoxygen('get_credits')).toBe(7)
    expect(await netoxygen('account_status')).toBe('free')
    expect(await netoxygen('get_guid')).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  })

  it.each(['auth', 'get_credits', 'account_status', 'get_guid'])(
    'answers FALSE to %s with a wrong password',
    async (method) => {
      const { netoxygenRaw } = await openSandbox()
      expect(await netoxygenRaw(method, ['sandbox', 'wrong'])).toBe(false)
    },
  )

  it('answers FALSE to a send with a wrong password, and sends nothing', async () => {
    const { netoxygenRaw, messages } = await openSandbox()
    expect(await netoxygenRaw('send_message', ['sandbox', 'wrong', to, 'Hello'])).toBe(false)
    expect(await messages()).toEqual([])
  })
})

it.each([
  ['022/364 8000', '41223648000'],
  ['0041 79 222 33 44', '41792223344'],
  ['+49 170 1234567', '491701234567'],
  ['12', false],
])('clean_number makes %j %j', async (text, expected) => {
  const { netoxygen } = await openSandbox()
  expect(await netoxygen('clean_number', text)).toBe(expected)
})

describe('faults', () => {
  it.each([
    ['no_such_method', [], /no_such_method does not exist/],
    ['send_message', [to], /invalid method parameters/],
    ['send_message', [{ number: to }, 'Hello'], /dest must be a string/],
    ['get_status', [[1]], /identifier must be a string/],
  ])('%s with %j', async (method, params, expected) => {
    const { netoxygen } = await openSandbox()
    await expect(netoxygen(method, ...params)).rejects.toThrow(expected)
  })

  it('answers a fault to what is no XML-RPC', async () => {
    const { sandbox } = await openSandbox()
    const { statusCode, text } = await callHttp(sandbox.baseUrls.netoxygen, { method: 'POST', body: '<methodCall>' })
    expect(statusCode).toBe(200)
    expect(text).toContain('<int>-32700</int>')
  })
})

describe('quirks', () => {
  it('okAsInteger: 1 and 0 for ok', async () => {
    const open = await openSandbox({ quirks: { netoxygen: { okAsInteger: true } } })
    expect(await send(open, [to, '12'], 'Hello')).toEqual([
      [to, 1, expect.any(String)],
      ['12', 0, 5],
    ])
    expect(await open.netoxygen('cancel_message', '1')).toEqual([['1', 0]])
  })

  it('latin1Answers: declared and encoded as ISO-8859-1', async () => {
    const { sandbox, netoxygenRaw } = await openSandbox({ quirks: { netoxygen: { latin1Answers: true } } })
    const call = `<?xml version="1.0" encoding="ISO-8859-1"?><methodCall><methodName>h\u00e9l\u00e9</methodName><params/></methodCall>`
    const { headers, body } = await callHttp(sandbox.baseUrls.netoxygen, {
      method: 'POST',
      body: Buffer.from(call, 'latin1'),
    })
    expect(headers['content-type']).toBe('text/xml; charset=ISO-8859-1')
    expect(body.toString('latin1')).toContain('<?xml version="1.0" encoding="ISO-8859-1"?>')
    expect(body.toString('latin1')).toContain('requested method hélé does not exist')
    await expect(netoxygenRaw('日本', [])).rejects.toThrow('requested method 日本')
  })

  it('unknownStatusFalse: false for an id that is not known', async () => {
    const { netoxygen } = await openSandbox({ quirks: { netoxygen: { unknownStatusFalse: true } } })
    expect(await netoxygen('get_status', ['1'])).toEqual([['1', false]])
  })

  it('faultForBadCredentials: a fault, but not from auth', async () => {
    const { netoxygenRaw } = await openSandbox({ quirks: { netoxygen: { faultForBadCredentials: true } } })
    await expect(netoxygenRaw('get_credits', ['sandbox', 'wrong'])).rejects.toThrow('authentication failed')
    expect(await netoxygenRaw('auth', ['sandbox', 'wrong'])).toBe(false)
  })

  it('negativeCredits: sends on credit', async () => {
    const open = await openSandbox({
      accounts: { netoxygen: [{ credits: 0 }] },
      quirks: { netoxygen: { negativeCredits: true } },
    })
    expect(await send(open, to, 'Hello')).toEqual([[to, true, expect.any(String)]])
    expect(await open.netoxygen('get_credits')).toBe(-1)
  })

  it('base64Answers: texts as base64 of UTF-8', async () => {
    const open = await openSandbox({ quirks: { netoxygen: { base64Answers: true } } })
    const [[dest, , id]] = (await open.netoxygen('send_message', to, 'Hello')) as [[Buffer, boolean, string]]
    expect(dest).toEqual(Buffer.from(to))
    expect(await statusOf(open, id)).toMatchObject({ to: Buffer.from('41792223344'), last_status: 8 })
  })
})

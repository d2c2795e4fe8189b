import { describe, expect, test } from 'vitest'
import { call } from '../../call.ts'
import { listOperations, type CatalogueEntry } from '../../catalogue.ts'
import { createFakeRuntime, createScriptedTransport, type ScriptedAnswer } from '../../testing/scripted-transport.ts'
import { testCredentials } from '../../testing/credentials.ts'
import { describeMessageError, messageErrors } from './errors.ts'
import { netoxygen } from './index.ts'
import { toMessageStatus } from './message-status.ts'

const entries = listOperations(netoxygen)
const respond = (value: string) =>
  `<methodResponse><params><param><value>${value}</value></param></params></methodResponse>`
const array = (...values: readonly string[]) =>
  `<array><data>${values.map((value) => `<value>${value}</value>`).join('')}</data></array>`

const run = (id: string, input: unknown, answer: ScriptedAnswer) => {
  const transport = createScriptedTransport(answer)
  const entry = entries.find((candidate) => candidate.id === `netoxygen.${id}`) as CatalogueEntry
  const result = call(entry, input, { credentials: testCredentials.netoxygen, transport, runtime: createFakeRuntime() })
  return { result, transport }
}

const send = (answer: ScriptedAnswer, to = ['0792223344']) => run('message.send', { to, message: 'x' }, answer).result

describe('a result of send_message', () => {
  test.each(['<boolean>1</boolean>', '<int>1</int>', '<string>1</string>'])('is accepted with %s', async (ok) => {
    const rows = array(array('0792223344', ok, '<string>id-1</string>'))
    expect(await send(respond(rows))).toMatchObject({ recipients: [{ accepted: true, id: 'id-1', errorCode: null }] })
  })

  test.each(['<boolean>0</boolean>', '<int>0</int>', '<string></string>'])('is refused with %s', async (ok) => {
    const rows = array(array('0792223344', ok, '<int>5</int>'))
    expect(await send(respond(rows))).toMatchObject({
      recipients: [
        {
          accepted: false,
          id: null,
          errorCode: 5,
          errorText: expect.stringContaining('Invalid destination number') as string,
        },
      ],
    })
  })

  test('keeps words where a code was expected', async () => {
    const rows = array(array('0792223344', '<boolean>0</boolean>', '<string>no route</string>'))
    expect(await send(respond(rows))).toMatchObject({ recipients: [{ errorCode: null, errorText: 'no route' }] })
  })

  test('may be an integer id, or base64', async () => {
    const rows = array(array('<base64>MDc5MjIyMzM0NA==</base64>', '<boolean>1</boolean>', '<int>4711</int>'))
    expect(await send(respond(rows))).toMatchObject({ recipients: [{ to: '0792223344', id: '4711' }] })
  })

  test('may come without the outer array', async () => {
    const row = array('0792223344', '<boolean>1</boolean>', 'id-1')
    expect(await send(respond(row))).toMatchObject({ recipients: [{ id: 'id-1' }] })
  })

  test('that is missing altogether leaves the outcome unknown', async () => {
    await expect(send(respond(array()))).rejects.toMatchObject({ kind: 'unexpected-reply', outcome: 'unknown' })
  })
})

test('parameters behind the last one that is given are left out', async () => {
  const answer = respond(array(array('0792223344', '<boolean>1</boolean>', 'id-1')))
  const count = async (options: object) => {
    const { result, transport } = run('message.send', { to: ['0792223344'], message: 'x', ...options }, answer)
    await result
    return transport.requests[0]?.body.split('<param>').length
  }
  expect(await count({})).toBe(5)
  expect(await count({ sender: 'Example' })).toBe(6)
  expect(await count({ type: 'FLASH' })).toBe(8)
})

test('a number that is given twice gets one message', async () => {
  const answer = respond(array(array('0792223344', '<boolean>1</boolean>', 'id-1')))
  const { result, transport } = run('message.send', { to: ['079 222 33 44', '0792223344'], message: 'x' }, answer)
  await result
  expect(transport.requests[0]?.body.match(/0792223344/g)).toHaveLength(1)
})

test('ids that the answer leaves out are not found, and not cancelled', async () => {
  const answer = respond(array(array('b', '<boolean>1</boolean>')))
  expect(await run('message.status', { ids: ['a'] }, respond(array())).result).toMatchObject({
    messages: [{ id: 'a', found: false, state: 'UNKNOWN' }],
  })
  expect(await run('message.cancel', { ids: ['a', 'b'] }, answer).result).toEqual({
    messages: [
      { id: 'b', cancelled: true },
      { id: 'a', cancelled: false },
    ],
  })
  const nothing = run('message.cancel', { ids: ['a'] }, respond(array())).result
  await expect(nothing).rejects.toMatchObject({ kind: 'unexpected-reply', outcome: 'unknown' })
})

test('an empty line before the document is passed over', async () => {
  const answer = `\r\n<?xml version="1.0" encoding="UTF-8"?>${respond('<int>3</int>')}`
  expect(await run('account.credits', {}, answer).result).toEqual({ credits: 3 })
})

test('a kind of account named like a member of every object is unknown', async () => {
  expect(await run('account.status', {}, respond('constructor')).result).toEqual({ status: 'UNKNOWN' })
})

test('FALSE means bad credentials, but is the answer of auth', async () => {
  const wrong = respond('<boolean>0</boolean>')
  await expect(send(wrong)).rejects.toMatchObject({ kind: 'authentication', code: 'FALSE', outcome: 'not-accepted' })
  await expect(run('account.credits', {}, wrong).result).rejects.toMatchObject({ kind: 'authentication' })
  await expect(run('account.auth', {}, wrong).result).resolves.toEqual({ valid: false })
})

test('a fault keeps its number and its words', async () => {
  const fault =
    '<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>4</int></value></member><member><name>faultString</name><value><string>Too many parameters.</string></value></member></struct></value></fault></methodResponse>'
  await expect(send(fault)).rejects.toMatchObject({
    kind: 'rejected',
    code: '4',
    providerMessage: 'Too many parameters.',
  })
})

test('the declared charset is honoured', async () => {
  const text = `<?xml version="1.0" encoding="ISO-8859-1"?>${respond('<string>caf\u00e9</string>')}`
  const body = Uint8Array.from(text, (character) => character.charCodeAt(0))
  await expect(run('account.guid', {}, body).result).resolves.toEqual({ guid: 'café' })
})

describe('a time to send at', () => {
  test.each([
    ['2026-03-29T00:59:59Z', '2026-03-29 01:59:59'],
    ['2026-03-29T01:00:00Z', '2026-03-29 03:00:00'],
    ['2026-10-25T00:59:59Z', '2026-10-25 02:59:59'],
    ['2026-10-25T00:00:00.750Z', '2026-10-25 02:00:00'],
    ['2026-10-25T02:00:00Z', '2026-10-25 03:00:00'],
    ['2026-12-31T23:30:00+00:00', '2027-01-01 00:30:00'],
  ])('%s is %s in Zurich', async (sendAt, wall) => {
    const { result, transport } = run(
      'message.send',
      { to: ['0792223344'], message: 'x', sendAt },
      respond(array(array('0792223344', '<boolean>1</boolean>', 'id-1'))),
    )
    await result
    expect(transport.requests[0]?.body).toContain(`<string>${wall}</string>`)
  })

  test.each(['2026-10-25T01:00:00Z', '2026-10-25T01:59:59Z'])(
    '%s is refused: the gateway could take it for an hour earlier',
    async (sendAt) => {
      const { result, transport } = run('message.send', { to: ['0792223344'], message: 'x', sendAt }, '')
      await expect(result).rejects.toMatchObject({ kind: 'invalid-input', issues: [{ path: 'sendAt' }] })
      expect(transport.requests).toHaveLength(0)
    },
  )
})

describe('the codes of the document', () => {
  test.each(Object.entries(messageErrors))('error %s has a meaning and an advice', (code, { meaning, advice }) => {
    expect(describeMessageError(Number(code))).toBe(`${meaning}. ${advice}`)
  })

  test('there are ten, and another is not explained', () => {
    expect(Object.keys(messageErrors)).toHaveLength(10)
    expect(describeMessageError(11)).toBeNull()
  })

  test.each([
    [1, 1, 'DELIVERED'],
    [1, 2, 'SENT'],
    [1, 3, 'SENT'],
    [1, 4, 'FAILED'],
    [1, 5, 'FAILED'],
    [1, 6, 'EXPIRED'],
    [1, 7, 'FAILED'],
    [1, 8, 'ACCEPTED'],
    [9, 9, 'SCHEDULED'],
    [10, 9, 'CANCELLED'],
    [9, null, 'SCHEDULED'],
    [5, null, 'FAILED'],
    [1, 99, 'UNKNOWN'],
    [null, null, 'UNKNOWN'],
  ])('sent_status %o with last_status %o is %s', (sentStatus, lastStatus, state) => {
    expect(toMessageStatus(sentStatus, lastStatus)).toBe(state)
  })
})

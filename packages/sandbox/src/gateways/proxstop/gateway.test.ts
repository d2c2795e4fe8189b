import { describe, expect, it } from 'vitest'
import { callHttp } from '../../testing/http-call.ts'
import { type OpenSandbox, deliveryDelayMs, openSandbox } from '../../testing/open-sandbox.ts'

const number = { country: '1', phone: '5555555555' }
const message = { ...number, code: '16322' }

const sendForReference = async ({ proxstop }: OpenSandbox, path = 'telephonesms.xml', fields = {}) => {
  const { text } = await proxstop(path, { ...message, ...fields })
  return /<ref>(.*)<\/ref>/.exec(text)?.[1] ?? ''
}

const failure = (code: string, text: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<failed>\n\t<error_code>${code}</error_code>\n\t<error_msg>${text}</error_msg>\n</failed>\n`

describe('telephonesms and telephonecall', () => {
  it.each(['telephonesms.xml', 'telephonecall.xml'])(
    '%s answers a reference of 32 hexadecimal characters',
    async (path) => {
      const { proxstop } = await openSandbox()
      const { statusCode, headers, text } = await proxstop(path, message)
      expect(statusCode).toBe(200)
      expect(headers['content-type']).toBe('text/xml; charset=UTF-8')
      expect(text).toMatch(
        /^<\?xml version="1.0" encoding="UTF-8"\?>\n<response>\n\t<ref>[0-9A-F]{32}<\/ref>\n<\/response>\n$/,
      )
    },
  )

  it('takes everything in the query of a GET too', async () => {
    const { sandbox, messages } = await openSandbox()
    const query = new URLSearchParams({ key: sandbox.credentials.proxstop.apiKey, ...message })
    const { text } = await callHttp(`${sandbox.baseUrls.proxstop}/telephonesms.xml?${query}`)
    expect(text).toContain('<ref>')
    expect(await messages()).toMatchObject([{ gateway: 'proxstop', to: '15555555555', code: '16322' }])
  })

  it('puts the code behind a text of one’s own', async () => {
    const open = await openSandbox()
    await sendForReference(open, 'telephonesms.xml', { message: 'Your table' })
    expect(await open.messages()).toMatchObject([{ kind: 'sms', text: 'Your table 16322', cost: 1 }])
  })

  it('reads the code out in the language asked for', async () => {
    const open = await openSandbox()
    await sendForReference(open, 'telephonecall.xml', { message: 'Greek' }).then((ref) => expect(ref).toBe(''))
    await sendForReference(open, 'telephonecall.xml', { message: 'Polish', ext: '12,,3' })
    expect(await open.messages()).toMatchObject([{ kind: 'call', text: 'Polish: 1 6 3 2 2' }])
  })

  it('takes a point for each part until there is none', async () => {
    const { proxstop } = await openSandbox({ accounts: { proxstop: [{ points: 1 }] } })
    await proxstop('telephonesms.xml', message)
    const { text } = await proxstop('telephonesms.xml', message)
    expect(text).toBe(failure('NO_POINTS', 'There are no points left in your account.'))
  })

  it.each([
    ['telephonesms.xml', { key: 'wrong' }, 'INVALID_KEY'],
    ['telephonesms.xml', { key: '' }, 'INVALID_KEY'],
    ['telephonesms.xml', { country: '' }, 'INVALID_COUNTRY'],
    ['telephonesms.xml', { country: '1234' }, 'INVALID_COUNTRY'],
    ['telephonesms.xml', { phone: '' }, 'INVALID_TELEPHONE'],
    ['telephonesms.xml', { phone: '555-5555' }, 'INVALID_TELEPHONE'],
    ['telephonesms.xml', { code: '' }, 'INVALID_CODE'],
    ['telephonesms.xml', { code: '099' }, 'INVALID_CODE'],
    ['telephonesms.xml', { code: '123456' }, 'INVALID_CODE'],
    ['telephonesms.xml', { message: 'a'.repeat(161) }, 'INVALID_MESSAGE'],
    ['telephonecall.xml', { message: 'Klingon' }, 'INVALID_MESSAGE'],
    ['telephonecall.xml', { ext: 'abc' }, 'INVALID_EXTENSION'],
    ['telephonecall.xml', { phone: '1990007' }, 'INVALID_TELEPHONE'],
    ['telephonestatus.xml', { referenceid: 'F'.repeat(32) }, 'INVALID_TELEREFERENCE'],
    ['telephonestatus.xml', {}, 'INVALID_TELEREFERENCE'],
  ])('%s with %o answers %s', async (path, fields, code) => {
    const { proxstop } = await openSandbox()
    const { statusCode, text } = await proxstop(path, { ...message, ...fields })
    expect(statusCode).toBe(200)
    expect(text).toContain(`<error_code>${code}</error_code>`)
    expect(text).toMatch(/<error_msg>.+<\/error_msg>/)
  })
})

describe('telephonestatus', () => {
  it.each([
    ['telephonesms.xml', '5555555555', ['105', '103', '203']],
    ['telephonecall.xml', '5555555555', ['105', '103', '100']],
    ['telephonesms.xml', '5555990002', ['105', '103', '207']],
    ['telephonecall.xml', '5555990002', ['105', '103', '106']],
  ])('moves with time for %s to %s', async (path, phone, expected) => {
    const open = await openSandbox()
    const referenceid = await sendForReference(open, path, { phone })
    const seen: (string | undefined)[] = []
    for (const stepMs of [0, deliveryDelayMs / 2, deliveryDelayMs / 2]) {
      open.clock.advance(stepMs)
      const { text } = await open.proxstop('telephonestatus.xml', { referenceid })
      seen.push(/<status>(\d+)<\/status>/.exec(text)?.[1])
    }
    expect(seen).toEqual(expected)
  })

  it('says whether a code is right, and nothing without one', async () => {
    const open = await openSandbox()
    const referenceid = await sendForReference(open)
    const ask = async (fields: Record<string, string>) =>
      (await open.proxstop('telephonestatus.xml', { referenceid, ...fields })).text
    expect(await ask({ code: '16322' })).toContain('<valid>0</valid>')
    expect(await ask({ code: '16323' })).toContain('<valid>-1</valid>')
    expect(await ask({})).not.toContain('valid')
    expect(await ask({ code: 'abc' })).toContain('INVALID_CODE')
  })

  it('does not know a reference of another account', async () => {
    const open = await openSandbox({ accounts: { proxstop: [{}, { apiKey: 'other' }] } })
    const referenceid = await sendForReference(open)
    const { text } = await open.proxstop('telephonestatus.xml', { key: 'other', referenceid })
    expect(text).toBe(failure('INVALID_TELEREFERENCE', 'The telephone reference ID provided is not valid.'))
  })
})

describe('.json', () => {
  it('answers the broken JSON of the vendor’s page', async () => {
    const open = await openSandbox()
    const reference = (await open.proxstop('telephonesms.json', message)).text
    expect(reference).toMatch(/"response": \{\n\t\t"ref": [0-9A-F]{32}\n\t\}/)
    const referenceid = await sendForReference(open)
    const { text } = await open.proxstop('telephonestatus.json', { referenceid, code: '16322' })
    expect(text).toBe(
      '{\n\t"version": "1.0",\n\t"encoding": "UTF-8",\n\t"response": {\n\t\t"status": 105\n\t\t"valid": 0\n\t}\n}\n',
    )
  })

  it('answers a failure in sound JSON', async () => {
    const { proxstop } = await openSandbox()
    const { text } = await proxstop('telephonesms.json', {})
    expect(JSON.parse(text)).toMatchObject({ failed: { error_code: 'INVALID_COUNTRY' } })
  })
})

describe('quirks', () => {
  it('digitsOnlyReferences: a reference of digits that begins with zero', async () => {
    const open = await openSandbox({ quirks: { proxstop: { digitsOnlyReferences: true } } })
    const referenceid = await sendForReference(open)
    expect(referenceid).toMatch(/^0\d{31}$/)
    expect((await open.proxstop('telephonestatus.xml', { referenceid })).text).toContain('<status>105</status>')
  })

  it('emptyEnvelope: neither response nor failed', async () => {
    const { proxstop } = await openSandbox({ quirks: { proxstop: { emptyEnvelope: true } } })
    const { statusCode, text } = await proxstop('telephonesms.xml', message)
    expect(statusCode).toBe(200)
    expect(text).not.toMatch(/response|failed/)
  })
})

it.each(['telephonesms', 'telephonesms.csv', 'telephoneverify.xml', ''])('has no %j', async (path) => {
  const { proxstop } = await openSandbox()
  expect((await proxstop(path)).statusCode).toBe(404)
})

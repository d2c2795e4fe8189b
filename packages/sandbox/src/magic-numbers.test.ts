import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { magicNumbers, renderMagicNumbers } from './magic-numbers.ts'
import { type OpenSandbox, deliveryDelayMs, openSandbox } from './testing/open-sandbox.ts'

const status = async (
  { proxstop }: OpenSandbox,
  path: string,
  phone: string,
  clock: OpenSandbox['clock'],
  ms: number,
) => {
  const { text } = await proxstop(path, { country: '1', phone, code: '16322' })
  const [, ref] = /<ref>(.*)<\/ref>/.exec(text) ?? []
  if (ref === undefined) return /<error_code>(.*)<\/error_code>/.exec(text)?.[1]
  clock.advance(ms)
  return /<status>(.*)<\/status>/.exec((await proxstop('telephonestatus.xml', { referenceid: ref })).text)?.[1]
}

const late = 10 * deliveryDelayMs

describe('proxstop', () => {
  it.each([
    ['990001', '203', '100'],
    ['990002', '207', '106'],
    ['990003', '103', '103'],
    ['990004', 'NO_POINTS', 'NO_POINTS'],
    ['990005', 'INVALID_TELEPHONE', 'INVALID_TELEPHONE'],
    ['990006', '203', '100'],
    ['990007', 'INVALID_TELEPHONE', 'INVALID_TELEPHONE'],
    ['123456', '203', '100'],
  ])('%s: SMS %s, call %s', async (ending, ofSms, ofCall) => {
    const open = await openSandbox()
    expect(await status(open, 'telephonesms.xml', `5555${ending}`, open.clock, late)).toBe(ofSms)
    expect(await status(open, 'telephonecall.xml', `5555${ending}`, open.clock, late)).toBe(ofCall)
  })

  it('990006 takes ten times as long', async () => {
    const open = await openSandbox()
    expect(await status(open, 'telephonesms.xml', '5555990006', open.clock, late - 1)).toBe('103')
  })
})

describe('sms365', () => {
  it.each([
    ['990001', 'd', '1', '1', '0'],
    ['990002', 'f', '1', '1', '0'],
    ['990003', undefined, '1', '1', '0'],
    ['990004', '105', undefined, '517', '0'],
    ['990005', '106', '0', '518', '203'],
    ['990006', 'd', '1', '1', '0'],
    ['990007', '103', '0', '518', '201'],
    ['123456', 'd', '1', '1', '0'],
  ])('%s: send %s, accepted in a bulk %s, viber %s, contact/add %s', async (ending, sent, inBulk, viber, contact) => {
    const { sms365, clock } = await openSandbox()
    const mobile = `6971${ending}`
    const answer = await sms365('sms/send', { to: mobile, text: 'Hello' })
    clock.advance(late)
    const reports = (await sms365('status/get')) as Record<string, { status?: string }>
    expect(answer['status'] === '1' ? reports[0]?.status : answer['error']).toBe(sent)
    const bulk = await sms365('sms/bulk', { to: `${mobile},6940000000`, text: 'Hello' })
    expect(bulk['accepted']).toBe(inBulk === undefined ? undefined : String(1 + Number(inBulk)))
    const viberAnswer = await sms365('viber/send', { to: mobile, text: 'Hello' })
    expect(viberAnswer['status'] === '1' ? '1' : viberAnswer['error']).toBe(viber)
    expect(await sms365('contact/add', { mobile })).toMatchObject({ error: contact })
  })

  it('990003 stays sent', async () => {
    const { sms365, clock, sandbox } = await openSandbox()
    const { smsId } = await sms365('sms/send', { to: '6971990003', text: 'Hello' })
    clock.advance(365 * 24 * 3_600_000)
    await sandbox.settle()
    expect(await sms365('status/sms', { smsId: String(smsId) })).toMatchObject({ 0: { status: 's' } })
  })

  it('990006 takes ten times as long', async () => {
    const { sms365, clock } = await openSandbox()
    await sms365('sms/send', { to: '6971990006', text: 'Hello' })
    clock.advance(late - 1)
    expect(await sms365('status/get')).toMatchObject({ total: '0' })
    clock.advance(1)
    expect(await sms365('status/get')).toMatchObject({ total: '1' })
  })

  it.each([
    ['990002', { status: '1', result: 'NOK' }],
    ['990004', { error: '105' }],
    ['990007', { error: '201' }],
  ])('%s: hlr/lookup', async (ending, expected) => {
    const { sms365 } = await openSandbox()
    expect(await sms365('hlr/lookup', { mobile: `6971${ending}` })).toMatchObject(expected)
  })
})

describe('netoxygen', () => {
  it.each([
    ['990001', [true, 1]],
    ['990002', [true, 4]],
    ['990003', [true, 3]],
    ['990004', [false, 2]],
    ['990005', [false, 3]],
    ['990006', [true, 1]],
    ['990007', [false, 5]],
    ['123456', [true, 1]],
  ])('%s: %j', async (ending, expected) => {
    const { netoxygen, clock } = await openSandbox()
    const [[, isOk, id]] = (await netoxygen('send_message', `41791${ending}`, 'Hello')) as [
      [string, boolean, string | number],
    ]
    clock.advance(late)
    const code = isOk
      ? ((await netoxygen('get_status', id)) as [[string, { last_status: number }]])[0][1].last_status
      : id
    expect([isOk, code]).toEqual(expected)
  })
})

it('stand in the README as they stand in the code', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(renderMagicNumbers())
  expect(new Set(magicNumbers.map(({ ending }) => ending)).size).toBe(7)
})

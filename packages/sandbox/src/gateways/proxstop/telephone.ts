import { randomBytes, randomInt } from 'node:crypto'
import type { SandboxContext } from '../../context.ts'
import { fateOf } from '../../magic-numbers.ts'
import type { SandboxMessage } from '../../message.ts'
import { countParts } from '../../message-parts.ts'
import type { ProxstopAccount } from './account.ts'
import type { ProxstopAnswer } from './answer.ts'
import type { RefusalCode } from './refusals.ts'

type Fields = Readonly<Record<string, string>>

const languages = new Set(
  'Chinese English French German Hebrew Italian Japanese Korean Polish Portuguese Russian Spanish'.split(' '),
)

const failed = (code: RefusalCode): ProxstopAnswer => ({ type: 'failed', code })

const isCode = (code: string) => /^\d{3,5}$/.test(code) && Number(code) >= 100

const findNumberRefusal = ({ country = '', phone = '', code = '' }: Fields): RefusalCode | undefined => {
  if (!/^\d{1,3}$/.test(country)) return 'INVALID_COUNTRY'
  if (!/^\d{4,14}$/.test(phone) || `${country}${phone}`.length > 15) return 'INVALID_TELEPHONE'
  if (!isCode(code)) return 'INVALID_CODE'
  const fate = fateOf(phone)
  return fate === 'invalidNumber' || fate === 'optedOut' ? 'INVALID_TELEPHONE' : undefined
}

const createReference = (isDigitsOnly: boolean): string =>
  isDigitsOnly
    ? `0${Array.from({ length: 31 }, () => randomInt(10)).join('')}`
    : randomBytes(16).toString('hex').toUpperCase()

const send = (
  context: SandboxContext,
  account: ProxstopAccount,
  fields: Fields,
  message: Pick<SandboxMessage, 'kind' | 'text'>,
): ProxstopAnswer => {
  const to = `${fields['country']}${fields['phone']}`
  const parts = message.kind === 'call' ? 1 : countParts(message.text)
  if (fateOf(to) === 'insufficientBalance' || account.points < parts) return failed('NO_POINTS')
  account.points -= parts
  const ref = createReference(context.quirks.proxstop.digitsOnlyReferences)
  context.life.accept({
    ...message,
    gateway: 'proxstop',
    id: ref,
    account: account.apiKey,
    to,
    from: '',
    code: fields['code'] ?? '',
    parts,
    cost: parts,
    unicode: false,
    flash: false,
    batch: null,
    sendAt: context.clock.now(),
    callback: null,
  })
  return { type: 'response', fields: { ref } }
}

/** telephonesms: an SMS with the code. The wording around the code is the sandbox's own. */
export const sendSms = (context: SandboxContext, account: ProxstopAccount, fields: Fields): ProxstopAnswer => {
  const refusal = findNumberRefusal(fields)
  if (refusal) return failed(refusal)
  const { message = '', code } = fields
  if ([...message].length > 160) return failed('INVALID_MESSAGE')
  const text = message === '' ? `Your verification code is ${code}` : `${message} ${code}`
  return send(context, account, fields, { kind: 'sms', text })
}

/** telephonecall: a call that says the code; `message` is its language. */
export const call = (context: SandboxContext, account: ProxstopAccount, fields: Fields): ProxstopAnswer => {
  const refusal = findNumberRefusal(fields)
  if (refusal) return failed(refusal)
  const { ext = '', code = '' } = fields
  const language = fields['message'] || 'English'
  // An older edition of the page allows commas in an extension, as pauses.
  if (!/^[\d,]*$/.test(ext)) return failed('INVALID_EXTENSION')
  if (!languages.has(language)) return failed('INVALID_MESSAGE')
  return send(context, account, fields, { kind: 'call', text: `${language}: ${[...code].join(' ')}` })
}

// Inferred from TeleSign's list; the vendor's own is not public.
const statusNumber = ({ kind, status }: SandboxMessage): string => {
  if (status === 'delivered') return kind === 'call' ? '100' : '203'
  if (status === 'failed') return kind === 'call' ? '106' : '207'
  return status === 'sent' ? '103' : '105'
}

/** telephonestatus: free of charge; `valid` is 0 for the right code, -1 for another, absent without one. */
export const getStatus = (context: SandboxContext, account: ProxstopAccount, fields: Fields): ProxstopAnswer => {
  const message = context.life.find('proxstop', fields['referenceid'] ?? '')
  if (!message || message.account !== account.apiKey) return failed('INVALID_TELEREFERENCE')
  const { code = '' } = fields
  const status = statusNumber(message)
  if (code === '') return { type: 'response', fields: { status } }
  if (!isCode(code)) return failed('INVALID_CODE')
  return { type: 'response', fields: { status, valid: code === message.code ? '0' : '-1' } }
}

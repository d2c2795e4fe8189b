import type { GatewayName } from './gateway.ts'

/** What becomes of a message, decided by the number it goes to. */
export type Fate =
  | 'delivered'
  | 'failed'
  | 'neverReported'
  | 'insufficientBalance'
  | 'optedOut'
  | 'slow'
  | 'invalidNumber'

/** One row of the table of magic numbers: the last six digits, and what each gateway then does. */
export interface MagicNumber extends Readonly<Record<GatewayName, string>> {
  readonly ending: string
  readonly fate: Fate
  readonly meaning: string
}

/** The one table that decides fates; the README repeats it, and a test holds the two together. */
export const magicNumbers: readonly MagicNumber[] = [
  {
    ending: '990001',
    fate: 'delivered',
    meaning: 'delivered',
    proxstop: 'status 203 (SMS) or 100 (call)',
    sms365: 'status `d`',
    netoxygen: 'last_status 1',
  },
  {
    ending: '990002',
    fate: 'failed',
    meaning: 'failed',
    proxstop: 'status 207 (SMS) or 106 (call)',
    sms365: 'status `f`; Viber falls back to SMS if asked; hlr/lookup answers `NOK`',
    netoxygen: 'last_status 4',
  },
  {
    ending: '990003',
    fate: 'neverReported',
    meaning: 'never reported',
    proxstop: 'status stays 103',
    sms365: 'status stays `s`; no callback, no row in status/get',
    netoxygen: 'last_status stays 3',
  },
  {
    ending: '990004',
    fate: 'insufficientBalance',
    meaning: 'insufficient balance',
    proxstop: 'NO_POINTS',
    sms365: '105 (Viber 517), also for the whole of a bulk and for hlr/lookup',
    netoxygen: 'error code 2 for this recipient (inferred: no code is documented)',
  },
  {
    ending: '990005',
    fate: 'optedOut',
    meaning: 'opted out',
    proxstop: 'INVALID_TELEPHONE',
    sms365: 'contact/add and contact/update 203, sms/send and 2fa/send 106, viber/send 518, rejected in a bulk',
    netoxygen: 'error code 3 for this recipient',
  },
  {
    ending: '990006',
    fate: 'slow',
    meaning: 'delivered, after ten times the delay',
    proxstop: 'as 990001, late',
    sms365: 'as 990001, late',
    netoxygen: 'as 990001, late',
  },
  {
    ending: '990007',
    fate: 'invalidNumber',
    meaning: 'invalid number',
    proxstop: 'INVALID_TELEPHONE',
    sms365: '103 (mobile, contact and hlr 201; Viber 518), rejected in a bulk',
    netoxygen: 'error code 5 for this recipient',
  },
]

const fatesByEnding = new Map(magicNumbers.map(({ ending, fate }) => [ending, fate]))

/** The fate of whatever goes to `number` (digits, any country); without a magic ending it is delivered. */
export const fateOf = (number: string): Fate => fatesByEnding.get(number.slice(-6)) ?? 'delivered'

/** The table as it stands in the README. */
export const renderMagicNumbers = (): string =>
  [
    '| last six digits | fate | ProxStop | sms365 | NetOxygen |',
    '|---|---|---|---|---|',
    ...magicNumbers.map(
      (row) => `| \`${row.ending}\` | ${row.meaning} | ${row.proxstop} | ${row.sms365} | ${row.netoxygen} |`,
    ),
  ].join('\n')

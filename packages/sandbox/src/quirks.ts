import type { GatewayName } from './gateway.ts'

const off = [false, true] as const

// The first value of each is the clean form, and the default.
const choices = {
  proxstop: {
    digitsOnlyReferences: off,
    emptyEnvelope: off,
  },
  sms365: {
    numbers: ['strings', 'numbers'],
    listShape: ['documented', 'numericKeys', 'array', 'gappedObject', 'wrapper'],
    emptyList: ['emptyArray', 'absent', 'emptyString', 'emptyObject'],
    messageId: ['smsId', 'id', 'both'],
    nestedIds: off,
    costName: ['cost', 'smscost'],
    phpNotice: off,
    byteOrderMark: off,
    htmlContentType: off,
    zeroedFailures: off,
    timestamps: ['text', 'unix'],
    addedFields: off,
    statusValues: ['letters', 'digits'],
  },
  netoxygen: {
    okAsInteger: off,
    latin1Answers: off,
    unknownStatusFalse: off,
    faultForBadCredentials: off,
    negativeCredits: off,
    base64Answers: off,
  },
} as const satisfies Record<GatewayName, Record<string, readonly (string | boolean)[]>>

type Choices = typeof choices

/** How each gateway departs from the clean form of its answers; see the README for every one. */
export type Quirks = {
  -readonly [G in GatewayName]: {
    -readonly [N in keyof Choices[G]]: Choices[G][N] extends readonly (infer V)[] ? V : never
  }
}

/** Any part of the quirks; what is left out keeps its value. */
export type PartialQuirks = { readonly [G in GatewayName]?: Readonly<Partial<Quirks[G]>> }

/** Every quirk as `gateway.name` with its values, the default first. */
export const quirkValues: ReadonlyMap<string, readonly (string | boolean)[]> = new Map(
  Object.entries(choices).flatMap(([gateway, quirks]) =>
    Object.entries(quirks).map(([name, values]): [string, readonly (string | boolean)[]] => [
      `${gateway}.${name}`,
      values,
    ]),
  ),
)

/** Every quirk at its default. */
export const createQuirks = (): Quirks => {
  const quirks: Record<string, Record<string, unknown>> = {}
  for (const [gateway, values] of Object.entries(choices)) {
    quirks[gateway] = Object.fromEntries(Object.entries(values).map(([name, [first]]) => [name, first]))
  }
  return quirks as unknown as Quirks
}

/** Changes `quirks` in place. Throws an Error with a sentence for a name or value that does not exist. */
export const applyQuirks = (quirks: Quirks, changes: PartialQuirks): void => {
  for (const [gateway, values] of Object.entries(changes)) {
    for (const [name, value] of Object.entries(values ?? {})) {
      if (value === undefined) continue
      const known = quirkValues.get(`${gateway}.${name}`)
      if (!known)
        throw new Error(`There is no quirk ${gateway}.${name}; there are ${[...quirkValues.keys()].join(', ')}`)
      if (!(known as readonly unknown[]).includes(value)) {
        throw new Error(`The quirk ${gateway}.${name} is one of ${known.join(', ')}, not ${String(value)}`)
      }
      Object.assign(quirks[gateway as GatewayName], { [name]: value })
    }
  }
}

/** Reads `gateway.name=value`, as the command takes it. Throws an Error with a sentence if it is anything else. */
export const parseQuirk = (text: string): PartialQuirks => {
  const [, gateway, name, value] = /^([^.=]+)\.([^.=]+)=(.*)$/s.exec(text) ?? []
  if (gateway === undefined || name === undefined) {
    throw new Error(`A quirk is written gateway.name=value, such as sms365.numbers=numbers, not ${text}`)
  }
  const known = quirkValues.get(`${gateway}.${name}`)
  const meant = known?.find((candidate) => String(candidate) === value) ?? value
  const changes = { [gateway]: { [name]: meant } } as PartialQuirks
  applyQuirks(createQuirks(), changes)
  return changes
}

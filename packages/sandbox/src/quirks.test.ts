import { describe, expect, it } from 'vitest'
import { applyQuirks, createQuirks, parseQuirk, quirkValues } from './quirks.ts'
import { openSandbox } from './testing/open-sandbox.ts'

describe('createQuirks', () => {
  it('begins with the first value of each', () => {
    const quirks = createQuirks()
    for (const [name, [first]] of quirkValues) {
      const [gateway, quirk] = name.split('.') as ['sms365', 'numbers']
      expect(quirks[gateway][quirk]).toBe(first)
    }
    expect(createQuirks()).not.toBe(quirks)
  })
})

describe('applyQuirks', () => {
  it('changes what is named, and nothing else', () => {
    const quirks = createQuirks()
    applyQuirks(quirks, { sms365: { numbers: 'numbers' }, netoxygen: { okAsInteger: true } })
    const expected = createQuirks()
    expected.sms365.numbers = 'numbers'
    expected.netoxygen.okAsInteger = true
    expect(quirks).toEqual(expected)
  })

  it.each([
    [{ twilio: { numbers: 'numbers' } }, /There is no quirk twilio.numbers/],
    [{ sms365: { colour: 'red' } }, /There is no quirk sms365.colour; there are proxstop.digitsOnlyReferences/],
    [{ sms365: { numbers: 'words' } }, 'The quirk sms365.numbers is one of strings, numbers, not words'],
    [{ sms365: { phpNotice: 'true' } }, 'The quirk sms365.phpNotice is one of false, true, not true'],
  ])('refuses %j', (changes, sentence) => {
    expect(() => applyQuirks(createQuirks(), changes as never)).toThrow(sentence)
  })

  it('guards setQuirks and startSandbox', async () => {
    const { sandbox } = await openSandbox()
    expect(() => sandbox.setQuirks({ sms365: { numbers: 'words' as 'strings' } })).toThrow(/sms365.numbers/)
    await expect(openSandbox({ quirks: { sms365: { numbers: 'words' as 'strings' } } })).rejects.toThrow(
      /sms365.numbers/,
    )
  })
})

describe('parseQuirk', () => {
  it.each([...quirkValues].flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
    'reads %s=%s',
    (name, value) => {
      const [gateway, quirk] = name.split('.') as ['sms365', 'numbers']
      expect(parseQuirk(`${name}=${value}`)).toEqual({ [gateway]: { [quirk]: value } })
    },
  )

  it.each(['', 'numbers', 'sms365.numbers', 'sms365=numbers', 'sms365.numbers=words', 'a.b=c'])(
    'refuses %j',
    (text) => {
      expect(() => parseQuirk(text)).toThrow(/quirk/)
    },
  )
})

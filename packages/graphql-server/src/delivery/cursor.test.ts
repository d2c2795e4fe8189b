import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCursor } from './cursor.ts'

const place = createCursor('place', (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined))

test('a cursor comes back as the place it was made of', () => {
  fc.assert(
    fc.property(fc.nat(), (number) => {
      expect(place.decode(place.encode(number), 'after')).toBe(number)
    }),
  )
})

test('whatever else is given is refused, and the argument named', () => {
  const other = createCursor('other', (text) => text)
  for (const text of [
    '',
    '12',
    'place:12',
    other.encode('12'),
    `${place.encode(12)}=`,
    ` ${place.encode(12)}`,
    Buffer.from('place:012').toString('base64url'),
  ]) {
    expect(() => place.decode(text, 'after')).toThrow('after must be a cursor that this server gave out.')
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => place.decode(text, 'after')).toThrow('after must be a cursor')
    }),
  )
})

import { listOperations, sms365 } from '@heliograph/core'
import { describe, expect, it } from 'vitest'
import { toChoiceTitle, toPanelText } from './wording.ts'

const entries = listOperations(sms365)

describe('a text of the catalogue, in a panel', () => {
  it.each([
    ['adds a contact.', 'Adds a contact'],
    ['Adds a contact. It costs nothing', 'Adds a contact. It costs nothing.'],
    ['Id of a contact, beside other ids', 'ID of a contact, beside other IDs'],
    ['See sms365.contact.list', 'See "Contact: List Contacts"'],
    ['See group.addContact, not group.add', 'See "Group: Add Contact to Group", not "Group: Add Group"'],
    ['See example.com', 'See example.com'],
  ])('%s', (text, expected) => {
    expect(toPanelText(text, entries)).toBe(expected)
  })
})

it('writes a choice as a title', () => {
  expect(toChoiceTitle('NOT_YET_SENT')).toBe('Not Yet Sent')
})

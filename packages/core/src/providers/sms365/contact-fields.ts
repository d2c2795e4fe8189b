import type { AnswerRecord } from '../../answer-record.ts'
import { answered, nullable, record } from '../../answer-fields.ts'
import { calendarDate, id, optional, text } from '../../fields.ts'

/* Fields that contacts and groups share. Source: api/contact and api/group of the vendor's page. */

const custom = (number: number) =>
  optional(text({ description: `Custom field ${number}, for any data`, example: 'VIP' }, { min: 0, max: 1_000 }))

/** What may be set of a contact beside its number. */
export const contactDetails = {
  name: optional(text({ description: 'First name', example: 'Maria' }, { min: 0 })),
  surname: optional(text({ description: 'Last name', example: 'Papadopoulou' }, { min: 0 })),
  fullname: optional(
    text({ title: 'Full Name', description: 'First and last name in one', example: 'Maria Papadopoulou' }, { min: 0 }),
  ),
  vname: optional(
    text(
      { title: 'Vocative Name', description: 'First name in the vocative, to address the person', example: 'Maria' },
      { min: 0 },
    ),
  ),
  vsurname: optional(
    text(
      {
        title: 'Vocative Surname',
        description: 'Last name in the vocative, to address the person',
        example: 'Papadopoulou',
      },
      { min: 0 },
    ),
  ),
  birthday: optional(calendarDate({ description: 'Birthday as YYYY-MM-DD', example: '1990-05-21' })),
  nameday: optional(calendarDate({ title: 'Name Day', description: 'Name day as YYYY-MM-DD', example: '2026-08-15' })),
  custom1: custom(1),
  custom2: custom(2),
  custom3: custom(3),
  custom4: custom(4),
  custom5: custom(5),
}

export const contactId = id('contactId', { description: 'Id of a contact; see contact.list', example: '501' })
export const groupId = id('groupId', { description: 'Id of a group; see group.list', example: '31' })

const customText = (number: number) => nullable(answered('text', `Custom field ${number}`))

/** A contact as the gateway gives it. */
export const contactEntries = {
  contactId: answered('contactId', 'Id of the contact'),
  mobile: nullable(answered('phoneNumber', 'Mobile number in international form')),
  cost: nullable(answered('amount', 'SMS credits that one SMS part to it costs')),
  name: nullable(answered('text', 'First name')),
  surname: nullable(answered('text', 'Last name')),
  vname: nullable(answered('text', 'First name in the vocative')),
  vsurname: nullable(answered('text', 'Last name in the vocative')),
  birthday: nullable(answered('text', 'Birthday as the gateway wrote it, YYYY-MM-DD')),
  nameday: nullable(answered('text', 'Name day as the gateway wrote it, YYYY-MM-DD')),
  custom1: customText(1),
  custom2: customText(2),
  custom3: customText(3),
  custom4: customText(4),
  custom5: customText(5),
}

/** A contact without its groups. */
export const contactRecord = record('Contact', 'A contact', contactEntries)

export const decodeContact = (row: AnswerRecord) => ({
  contactId: row.text('contactId', 'id'),
  mobile: row.optionalText('mobile'),
  cost: row.optionalDecimal('cost', 'smscost'),
  name: row.optionalText('name'),
  surname: row.optionalText('surname'),
  vname: row.optionalText('vname'),
  vsurname: row.optionalText('vsurname'),
  birthday: row.optionalText('birthday'),
  nameday: row.optionalText('nameday'),
  custom1: row.optionalText('custom1'),
  custom2: row.optionalText('custom2'),
  custom3: row.optionalText('custom3'),
  custom4: row.optionalText('custom4'),
  custom5: row.optionalText('custom5'),
})

/** What is documented flat (`contactId`) and seen nested (`contact: {contactId}`): the flat one, or the first nested one that has it. */
export const decodeFlatOrNestedId = (answer: AnswerRecord, name: string, ...nestedNames: readonly string[]): string => {
  const flat = answer.optionalText(name)
  let record: AnswerRecord | null = answer
  for (const nestedName of nestedNames) record = record?.optionalRecord(nestedName) ?? null
  return flat ?? record?.text(name) ?? answer.text(name)
}

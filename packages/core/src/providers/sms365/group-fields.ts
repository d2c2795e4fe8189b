import type { AnswerRecord } from '../../answer-record.ts'
import { answered, record } from '../../answer-fields.ts'

/** A group by name, as group.list and contact.get give it. Source: api/group of the vendor's page. */
export const groupSummary = record('Group', 'A group of contacts', {
  groupId: answered('groupId', 'Id of the group'),
  name: answered('text', 'Name of the group'),
})

export const decodeGroup = (row: AnswerRecord) => ({ groupId: row.text('groupId'), name: row.textOrEmpty('name') })

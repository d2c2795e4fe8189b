import * as v from 'valibot'
import { answered, nullable, record, rows } from '../../answer-fields.ts'
import { fields, id, optional, text } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { contactId, contactRecord, decodeContact, decodeFlatOrNestedId, groupId } from './contact-fields.ts'
import { decodeGroup, groupSummary } from './group-fields.ts'
import { decodeDeletion, deletionOutput } from './deletion.ts'
import { defineOperation } from './operation.ts'
import { decodeCount, decodeRows, decodeTotal } from './rows.ts'

const alreadyInGroup = '218'

/** Source: api/group of the vendor's page. */
export const group = {
  title: 'Group',
  description: 'Groups of contacts',
  operations: {
    add: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'manage',
      title: 'Add Group',
      action: 'Add a group',
      summary: 'Adds an empty group.',
      adviceWhenUnknown: 'Look for the name with sms365.group.list.',
      input: fields({ name: text({ description: 'Name of the group', example: 'Guests' }) }),
      output: fields({ groupId: answered('groupId', 'Id of the new group') }),
      errors: ['101', '213'],
      examples: [
        {
          title: 'Flat, as documented',
          input: { name: 'Guests' },
          wire: '{"groupId":"31","status":"1","error":"0","remarks":"Success"}',
          output: { groupId: '31' },
        },
        {
          title: 'Nested, as seen',
          input: { name: 'Guests' },
          wire: '{"group":{"groupId":"31"},"status":"1","error":"0","remarks":"Success"}',
          output: { groupId: '31' },
        },
      ],
      encode(input) {
        return { endpoint: 'group/add', parameters: input }
      },
      decode(answer) {
        return { groupId: decodeFlatOrNestedId(answer, 'groupId', 'group') }
      },
    }),
    addContact: defineOperation({
      kind: 'mutation',
      retry: 'safe',
      access: 'manage',
      title: 'Add Contact to Group',
      action: 'Add a contact to a group',
      summary: 'Puts a contact into a group. It is a success too when the contact was in it already.',
      input: fields({ groupId, contactId }),
      output: fields({
        contactGroupId: nullable(
          answered('contactGroupId', 'Id of the membership; null when the contact was in the group already'),
        ),
        alreadyMember: answered('flag', 'Whether the contact was in the group already'),
      }),
      errors: ['101', '214', '215', '216', '217'],
      examples: [
        {
          title: 'A new member',
          input: { groupId: '31', contactId: '501' },
          wire: '{"contactGroupId":"9001","status":"1","error":"0","remarks":"Success"}',
          output: { contactGroupId: '9001', alreadyMember: false },
        },
        {
          title: 'Nested twice, as seen',
          input: { groupId: '31', contactId: '501' },
          wire: '{"group":{"contact":{"contactGroupId":"9001"}},"status":"1","error":"0","remarks":"Success"}',
          output: { contactGroupId: '9001', alreadyMember: false },
        },
        {
          title: '218 is a success',
          input: { groupId: '31', contactId: '501' },
          wire: '{"status":"0","error":"218","remarks":"contactId already in groupId"}',
          output: { contactGroupId: null, alreadyMember: true },
        },
      ],
      encode(input) {
        return { endpoint: 'group/addContact', parameters: input, successCodes: [alreadyInGroup] }
      },
      decode(answer) {
        if (answer.optionalText('error') === alreadyInGroup) {
          // A failure carries its success fields zeroed.
          answer.raw('contactGroupId')
          answer.raw('group')
          return { contactGroupId: null, alreadyMember: true }
        }
        return {
          contactGroupId: decodeFlatOrNestedId(answer, 'contactGroupId', 'group', 'contact'),
          alreadyMember: false,
        }
      },
    }),
    delete: defineOperation({
      kind: 'mutation',
      retry: 'safe',
      access: 'manage',
      title: 'Delete Group',
      action: 'Delete a group',
      summary: 'Deletes a group. Its contacts stay.',
      input: fields({ groupId }),
      output: deletionOutput,
      errors: ['101', '215', '217'],
      examples: [
        {
          title: 'Deleted',
          input: { groupId: '31' },
          wire: '{"status":"1","error":"0","remarks":"Success"}',
          output: { deleted: true },
        },
      ],
      encode(input) {
        return { endpoint: 'group/delete', parameters: input }
      },
      decode: decodeDeletion,
    }),
    deleteAllContacts: defineOperation({
      kind: 'mutation',
      retry: 'safe',
      access: 'manage',
      title: 'Remove All Contacts from Group',
      action: 'Remove all contacts from a group',
      summary: 'Empties a group. Its contacts stay in the contact list.',
      input: fields({ groupId }),
      output: deletionOutput,
      errors: ['101', '215', '217'],
      examples: [
        {
          title: 'Emptied',
          input: { groupId: '31' },
          wire: '{"status":"1","error":"0","remarks":"Success"}',
          output: { deleted: true },
        },
      ],
      encode(input) {
        return { endpoint: 'group/deleteAllContacts', parameters: input }
      },
      decode: decodeDeletion,
    }),
    deleteContact: defineOperation({
      kind: 'mutation',
      retry: 'safe',
      access: 'manage',
      title: 'Remove Contact from Group',
      action: 'Remove a contact from a group',
      summary:
        'Takes a contact out of a group; name it by contactGroupId, or by groupId and contactId. The contact stays.',
      input: v.pipe(
        fields({
          contactGroupId: optional(
            id('contactGroupId', { description: 'Id of the membership; see group.addContact', example: '9001' }),
          ),
          groupId: optional(groupId),
          contactId: optional(contactId),
        }),
        v.check((input) => {
          const byPair = input.groupId !== undefined && input.contactId !== undefined
          const byAnyOfPair = input.groupId !== undefined || input.contactId !== undefined
          return input.contactGroupId === undefined ? byPair : !byAnyOfPair
        }, 'give either contactGroupId alone, or groupId and contactId together'),
      ),
      output: deletionOutput,
      errors: ['101', '215', '217'],
      examples: [
        {
          title: 'By group and contact',
          input: { groupId: '31', contactId: '501' },
          wire: '{"status":"1","error":"0","remarks":"Success"}',
          output: { deleted: true },
        },
        {
          title: 'By membership',
          input: { contactGroupId: '9001' },
          wire: '{"status":"1","error":"0","remarks":"Success"}',
          output: { deleted: true },
        },
      ],
      encode(input) {
        return { endpoint: 'group/deleteContact', parameters: input }
      },
      decode: decodeDeletion,
    }),
    get: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Get Group',
      action: 'Get a group with its contacts',
      summary: 'Gives a group with all its contacts.',
      input: fields({ groupId }),
      output: fields({
        group: record('GroupWithContacts', 'A group with its contacts', {
          name: answered('text', 'Name of the group'),
          total: answered('count', 'How many contacts it has'),
          contacts: rows(contactRecord, 'Its contacts'),
        }),
      }),
      errors: ['101', '215', '217'],
      examples: [
        {
          title: 'A PHP array with a gap',
          input: { groupId: '31' },
          wire: '{"group":{"name":"Guests","total":"1","contacts":{"2":{"contactId":"501","mobile":"306971234567"}}},"status":"1","error":"0","remarks":"Success"}',
          output: {
            group: {
              name: 'Guests',
              total: 1,
              contacts: [
                {
                  contactId: '501',
                  mobile: '306971234567',
                  cost: null,
                  name: null,
                  surname: null,
                  vname: null,
                  vsurname: null,
                  birthday: null,
                  nameday: null,
                  custom1: null,
                  custom2: null,
                  custom3: null,
                  custom4: null,
                  custom5: null,
                },
              ],
            },
          },
        },
      ],
      encode(input) {
        return { endpoint: 'group/get', parameters: input }
      },
      decode(answer) {
        answer.raw('total')
        const found = answer.record('group')
        found.raw('groupId')
        const contacts = decodeRows(found, 'contacts', 'contact', decodeContact)
        return {
          group: {
            name: found.textOrEmpty('name'),
            total: decodeCount(found, 'total', 'contacts', contacts.length),
            contacts,
          },
        }
      },
    }),
    list: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'List Groups',
      action: 'List the groups',
      summary: 'Lists all groups of the account.',
      input: fields({}),
      output: fields({
        groups: rows(groupSummary, 'The groups'),
        total: answered('count', 'How many there are'),
      }),
      errors: ['101'],
      examples: [
        {
          title: 'Two groups',
          input: {},
          wire: '{"groups":[{"groupId":"31","name":"Guests"},{"groupId":"32","name":"Staff"}],"total":"2","status":"1","error":"0","remarks":"Success"}',
          output: {
            groups: [
              { groupId: '31', name: 'Guests' },
              { groupId: '32', name: 'Staff' },
            ],
            total: 2,
          },
        },
      ],
      encode() {
        return { endpoint: 'group/list' }
      },
      decode(answer) {
        const groups = decodeRows(answer, 'groups', 'group', decodeGroup)
        return { groups, total: decodeTotal(answer, 'groups', groups.length) }
      },
    }),
  },
} satisfies Resource

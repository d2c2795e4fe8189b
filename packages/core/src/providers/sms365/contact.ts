import { answered, record, rows } from '../../answer-fields.ts'
import { fields, optional, phoneNumber } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import {
  contactDetails,
  contactEntries,
  contactId,
  contactRecord,
  decodeContact,
  decodeFlatOrNestedId,
} from './contact-fields.ts'
import { decodeGroup, groupSummary } from './group-fields.ts'
import { decodeDeletion, deletionOutput } from './deletion.ts'
import { defineOperation, type Sms365Answer } from './operation.ts'
import { decodeRows, decodeTotal } from './rows.ts'

const decodeContactId = (answer: Sms365Answer) => ({ contactId: decodeFlatOrNestedId(answer, 'contactId', 'contact') })

/** Source: api/contact of the vendor's page. */
export const contact = {
  title: 'Contact',
  description: 'The contacts of the account',
  operations: {
    add: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'manage',
      title: 'Add Contact',
      action: 'Add a contact',
      summary: 'Adds a contact. To put it into a group, use group.addContact afterwards.',
      adviceWhenUnknown: 'Look for the number with sms365.contact.list.',
      input: fields({
        mobile: phoneNumber({ description: 'Mobile number with its country code', example: '306971234567' }),
        ...contactDetails,
      }),
      output: fields({ contactId: answered('contactId', 'Id of the new contact') }),
      errors: ['101', '201', '202', '203', '204', '205'],
      examples: [
        {
          title: 'Flat, as documented',
          input: { mobile: '306971234567', name: 'Maria', birthday: '1990-05-21' },
          wire: '{"contactId":"501","status":"1","error":"0","remarks":"Success"}',
          output: { contactId: '501' },
        },
        {
          title: 'Nested, as seen',
          input: { mobile: '306971234567' },
          wire: '{"contact":{"contactId":501},"status":"1","error":"0","remarks":"Success"}',
          output: { contactId: '501' },
        },
      ],
      encode(input) {
        return { endpoint: 'contact/add', parameters: input }
      },
      decode: decodeContactId,
    }),
    update: defineOperation({
      kind: 'mutation',
      retry: 'safe',
      access: 'manage',
      title: 'Update Contact',
      action: 'Update a contact',
      summary: 'Changes the given fields of a contact and leaves the others as they are.',
      input: fields({
        contactId,
        mobile: optional(
          phoneNumber({ description: 'New mobile number with its country code', example: '306971234567' }),
        ),
        ...contactDetails,
      }),
      output: fields({ contactId: answered('contactId', 'Id of the contact') }),
      errors: ['101', '201', '202', '203', '214', '221'],
      examples: [
        {
          title: 'A new surname',
          input: { contactId: '501', surname: 'Papadopoulou' },
          wire: '{"contactId":"501","status":"1","error":"0","remarks":"Success"}',
          output: { contactId: '501' },
        },
      ],
      encode(input) {
        return { endpoint: 'contact/update', parameters: input }
      },
      decode: decodeContactId,
    }),
    delete: defineOperation({
      kind: 'mutation',
      retry: 'safe',
      access: 'manage',
      title: 'Delete Contact',
      action: 'Delete a contact',
      summary: 'Deletes a contact, from all its groups too.',
      input: fields({ contactId }),
      output: deletionOutput,
      errors: ['101', '214', '216'],
      examples: [
        {
          title: 'Deleted',
          input: { contactId: '501' },
          wire: '{"status":"1","error":"0","remarks":"Success"}',
          output: { deleted: true },
        },
      ],
      encode(input) {
        return { endpoint: 'contact/delete', parameters: input }
      },
      decode: decodeDeletion,
    }),
    get: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Get Contact',
      action: 'Get a contact',
      summary: 'Gives a contact with the groups it is in.',
      input: fields({ contactId }),
      output: fields({
        contact: record('ContactWithGroups', 'A contact with its groups', {
          ...contactEntries,
          groups: rows(groupSummary, 'The groups it is in'),
        }),
      }),
      errors: ['101', '214', '216'],
      examples: [
        {
          title: 'In one group',
          input: { contactId: '501' },
          wire: '{"contact":{"contactId":"501","mobile":"306971234567","smscost":"1","name":"Maria","surname":"","vname":"","vsurname":"","birthday":"1990-05-21","nameday":"","custom1":"VIP","custom2":"","custom3":"","custom4":"","custom5":"","groups":{"group":{"groupId":"31","name":"Guests"}}},"total":"1","status":"1","error":"0","remarks":"Success"}',
          output: {
            contact: {
              contactId: '501',
              mobile: '306971234567',
              cost: '1',
              name: 'Maria',
              surname: null,
              vname: null,
              vsurname: null,
              birthday: '1990-05-21',
              nameday: null,
              custom1: 'VIP',
              custom2: null,
              custom3: null,
              custom4: null,
              custom5: null,
              groups: [{ groupId: '31', name: 'Guests' }],
            },
          },
        },
      ],
      encode(input) {
        return { endpoint: 'contact/get', parameters: input }
      },
      decode(answer) {
        answer.raw('total')
        const found = answer.record('contact')
        return {
          contact: {
            ...decodeContact(found),
            groups: decodeRows(found, 'groups', 'group', decodeGroup),
          },
        }
      },
    }),
    list: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'List Contacts',
      action: 'List the contacts',
      summary: 'Lists all contacts of the account.',
      input: fields({}),
      output: fields({
        contacts: rows(contactRecord, 'The contacts'),
        total: answered('count', 'How many there are'),
      }),
      errors: ['101'],
      examples: [
        {
          title: 'One contact',
          input: {},
          wire: '{"contacts":[{"contactId":"501","name":"Maria","mobile":"306971234567","cost":"1","surname":"Papadopoulou","vname":"Maria","vsurname":"Papadopoulou","birthday":"1990-05-21","nameday":"2026-08-15","custom1":"VIP","custom2":"","custom3":"","custom4":"","custom5":""}],"total":"1","status":"1","error":"0","remarks":"Success"}',
          output: {
            contacts: [
              {
                contactId: '501',
                mobile: '306971234567',
                cost: '1',
                name: 'Maria',
                surname: 'Papadopoulou',
                vname: 'Maria',
                vsurname: 'Papadopoulou',
                birthday: '1990-05-21',
                nameday: '2026-08-15',
                custom1: 'VIP',
                custom2: null,
                custom3: null,
                custom4: null,
                custom5: null,
              },
            ],
            total: 1,
          },
        },
        {
          title: 'None, and the list is absent',
          input: {},
          wire: '{"total":"0","status":"1","error":"0","remarks":"Success"}',
          output: { contacts: [], total: 0 },
        },
      ],
      encode() {
        return { endpoint: 'contact/list' }
      },
      decode(answer) {
        const contacts = decodeRows(answer, 'contacts', 'contact', decodeContact)
        return { contacts, total: decodeTotal(answer, 'contacts', contacts.length) }
      },
    }),
  },
} satisfies Resource

import { list } from './answer-value.ts'
import { describeContact, readContactMobile, readContactTexts } from './contact-list.ts'
import { type Endpoints, requireById, requireField } from './endpoint.ts'
import { nestId } from './nested-id.ts'

/** api/contact of the vendor's page. */
export const contactEndpoints: Endpoints = {
  'contact/add': {
    access: 'key',
    zeroed: { contactId: 0 },
    run(call) {
      const { account, context } = call
      const { msisdn, cost } = readContactMobile(account, requireField(call, 'mobile', 205))
      const texts = readContactTexts(call, 204)
      const contactId = context.nextId()
      account.contacts.set(contactId, { contactId, mobile: msisdn, cost, texts })
      return nestId(context.quirks.sms365, ['contact'], 'contactId', contactId)
    },
  },
  'contact/update': {
    access: 'key',
    zeroed: { contactId: 0 },
    run(call) {
      const { account, context, fields } = call
      // No code is documented for a contact that does not exist.
      const contact = requireById(account.contacts, requireField(call, 'contactId', 214), 221)
      const text = fields['mobile']?.trim() ?? ''
      const mobile = text === '' ? contact : readContactMobile(account, text, contact)
      Object.assign(contact.texts, readContactTexts(call, 221))
      contact.mobile = 'msisdn' in mobile ? mobile.msisdn : mobile.mobile
      contact.cost = mobile.cost
      return nestId(context.quirks.sms365, ['contact'], 'contactId', contact.contactId)
    },
  },
  'contact/delete': {
    access: 'key',
    run(call) {
      const { account } = call
      const contact = requireById(account.contacts, requireField(call, 'contactId', 214), 216)
      account.contacts.delete(contact.contactId)
      for (const { members } of account.groups.values()) {
        for (const [contactGroupId, member] of members) if (member === contact) members.delete(contactGroupId)
      }
      return {}
    },
  },
  'contact/get': {
    access: 'key',
    run(call) {
      const { account, context } = call
      const contact = requireById(account.contacts, requireField(call, 'contactId', 214), 216)
      const groups = [...account.groups.values()].filter(({ members }) => [...members.values()].includes(contact))
      const rows = groups.map(({ groupId, name }) => ({ groupId, name }))
      return {
        contact: { ...describeContact(contact, context.quirks.sms365), groups: list(rows, 'group') },
        total: 1,
      }
    },
  },
  'contact/list': {
    access: 'key',
    run({ account, context }) {
      const rows = [...account.contacts.values()].map((contact) => describeContact(contact, context.quirks.sms365))
      return { contacts: list(rows, 'contact'), total: rows.length }
    },
  },
}

import type { Group } from './account.ts'
import { list } from './answer-value.ts'
import { describeContact } from './contact-list.ts'
import { type Call, type Endpoints, requireById, requireField } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { nestId } from './nested-id.ts'

const requireGroup = (call: Call): Group => requireById(call.account.groups, requireField(call, 'groupId', 215), 217)

/** The membership that a call names, either way. No codes of their own are documented for one that does not exist. */
const requireMembership = (call: Call): { group: Group; contactGroupId: number } => {
  const { account, fields } = call
  const id = fields['contactGroupId']?.trim() ?? ''
  if (id !== '') {
    const group = [...account.groups.values()].find(({ members }) => members.has(Number(id)))
    if (!group) throw new Refusal(217)
    return { group, contactGroupId: Number(id) }
  }
  const group = requireGroup(call)
  const contactId = requireField(call, 'contactId', 215)
  const member = [...group.members].find(([, contact]) => String(contact.contactId) === contactId)
  if (!member) throw new Refusal(217)
  return { group, contactGroupId: member[0] }
}

/** api/group of the vendor's page. */
export const groupEndpoints: Endpoints = {
  'group/add': {
    access: 'key',
    zeroed: { groupId: 0 },
    run(call) {
      const { account, context } = call
      const name = requireField(call, 'name', 213)
      const groupId = context.nextId()
      account.groups.set(groupId, { groupId, name, members: new Map() })
      return nestId(context.quirks.sms365, ['group'], 'groupId', groupId)
    },
  },
  'group/addContact': {
    access: 'key',
    zeroed: { contactGroupId: 0 },
    run(call) {
      const { account, context } = call
      const contactId = requireField(call, 'contactId', 214)
      const groupId = requireField(call, 'groupId', 215)
      const contact = requireById(account.contacts, contactId, 216)
      const { members } = requireById(account.groups, groupId, 217)
      if ([...members.values()].includes(contact)) throw new Refusal(218)
      const contactGroupId = context.nextId()
      members.set(contactGroupId, contact)
      return nestId(context.quirks.sms365, ['group', 'contact'], 'contactGroupId', contactGroupId)
    },
  },
  'group/delete': {
    access: 'key',
    run(call) {
      call.account.groups.delete(requireGroup(call).groupId)
      return {}
    },
  },
  'group/deleteAllContacts': {
    access: 'key',
    run(call) {
      requireGroup(call).members.clear()
      return {}
    },
  },
  'group/deleteContact': {
    access: 'key',
    run(call) {
      const { group, contactGroupId } = requireMembership(call)
      group.members.delete(contactGroupId)
      return {}
    },
  },
  'group/get': {
    access: 'key',
    run(call) {
      const { name, members } = requireGroup(call)
      const contacts = [...members.values()].map((contact) => describeContact(contact, call.context.quirks.sms365))
      return { group: { name, total: contacts.length, contacts: list(contacts, 'contact') } }
    },
  },
  'group/list': {
    access: 'key',
    run({ account }) {
      const rows = [...account.groups.values()].map(({ groupId, name }) => ({ groupId, name }))
      return { groups: list(rows, 'group'), total: rows.length }
    },
  },
}

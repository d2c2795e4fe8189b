import { describe, expect, it } from 'vitest'
import { type OpenSandbox, openSandbox } from '../../testing/open-sandbox.ts'

const success = { status: '1', error: '0', remarks: 'Success' }
const texts = { surname: '', vname: '', vsurname: '', birthday: '', nameday: '' }
const customs = { custom1: '', custom2: '', custom3: '', custom4: '', custom5: '' }

const addContact = async ({ sms365 }: OpenSandbox, fields: Record<string, string>) =>
  String((await sms365('contact/add', fields))['contactId'])

const addGroup = async ({ sms365 }: OpenSandbox, name: string) =>
  String((await sms365('group/add', { name }))['groupId'])

const addMember = async ({ sms365 }: OpenSandbox, groupId: string, contactId: string) =>
  String((await sms365('group/addContact', { groupId, contactId }))['contactGroupId'])

describe('contacts', () => {
  it('are added, shown with their groups, and listed', async () => {
    const open = await openSandbox()
    const contactId = await addContact(open, {
      mobile: '697 123 4567',
      name: 'Ada',
      birthday: '1815-12-10',
      custom5: 'five',
    })
    const groupId = await addGroup(open, 'Friends')
    await addMember(open, groupId, contactId)
    const contact = {
      contactId,
      mobile: '306971234567',
      cost: '1',
      name: 'Ada',
      ...texts,
      birthday: '1815-12-10',
      ...customs,
      custom5: 'five',
    }
    expect(await open.sms365('contact/get', { contactId })).toEqual({
      ...success,
      contact: { ...contact, groups: [{ groupId, name: 'Friends' }] },
      total: '1',
    })
    expect(await open.sms365('contact/list')).toEqual({ ...success, contacts: [contact], total: '1' })
  })

  it('change what an update names, and keep the rest', async () => {
    const open = await openSandbox()
    const contactId = await addContact(open, { mobile: '6971234567', name: 'Ada', surname: 'Byron' })
    const update = { contactId, surname: 'Lovelace', mobile: '41791234567' }
    expect(await open.sms365('contact/update', update)).toEqual({ ...success, contactId })
    expect(await open.sms365('contact/update', { contactId, mobile: '+41791234567' })).toMatchObject({ status: '1' })
    expect(await open.sms365('contact/get', { contactId })).toMatchObject({
      contact: { name: 'Ada', surname: 'Lovelace', mobile: '41791234567', cost: '1.5' },
    })
  })

  it('leave the list and all groups when they are deleted', async () => {
    const open = await openSandbox()
    const contactId = await addContact(open, { mobile: '6971234567' })
    const groupId = await addGroup(open, 'Friends')
    await addMember(open, groupId, contactId)
    expect(await open.sms365('contact/delete', { contactId })).toEqual(success)
    expect(await open.sms365('contact/list')).toEqual({ ...success, contacts: [], total: '0' })
    expect(await open.sms365('group/get', { groupId })).toMatchObject({ group: { total: '0', contacts: [] } })
  })

  it('are not those of another account', async () => {
    const open = await openSandbox({ accounts: { sms365: [{}, { username: 'other', apiKey: 'other' }] } })
    const contactId = await addContact(open, { mobile: '6971234567' })
    expect(await open.sms365('contact/get', { contactId, key: 'other' })).toMatchObject({ error: '216' })
  })
})

describe('groups', () => {
  it('are listed, with their contacts on request', async () => {
    const open = await openSandbox()
    const groupId = await addGroup(open, 'Friends')
    const contactId = await addContact(open, { mobile: '6971234567', name: 'Ada' })
    await addMember(open, groupId, contactId)
    expect(await open.sms365('group/list')).toEqual({ ...success, groups: [{ groupId, name: 'Friends' }], total: '1' })
    expect(await open.sms365('group/get', { groupId })).toEqual({
      ...success,
      group: {
        name: 'Friends',
        total: '1',
        contacts: [{ contactId, mobile: '306971234567', cost: '1', name: 'Ada', ...texts, ...customs }],
      },
    })
  })

  it('lose a contact by either way of naming it', async () => {
    const open = await openSandbox()
    const groupId = await addGroup(open, 'Friends')
    const contactId = await addContact(open, { mobile: '6971234567' })
    const contactGroupId = await addMember(open, groupId, contactId)
    expect(await open.sms365('group/deleteContact', { contactGroupId })).toEqual(success)
    await addMember(open, groupId, contactId)
    expect(await open.sms365('group/deleteContact', { groupId, contactId })).toEqual(success)
    expect(await open.sms365('group/deleteContact', { groupId, contactId })).toMatchObject({ error: '217' })
    expect(await open.sms365('group/get', { groupId })).toMatchObject({ group: { total: '0' } })
    expect(await open.sms365('contact/list')).toMatchObject({ total: '1' })
  })

  it('are emptied and deleted, and the contacts stay', async () => {
    const open = await openSandbox()
    const groupId = await addGroup(open, 'Friends')
    await addMember(open, groupId, await addContact(open, { mobile: '6971234567' }))
    expect(await open.sms365('group/deleteAllContacts', { groupId })).toEqual(success)
    expect(await open.sms365('group/get', { groupId })).toMatchObject({ group: { total: '0' } })
    expect(await open.sms365('group/delete', { groupId })).toEqual(success)
    expect(await open.sms365('group/list')).toEqual({ ...success, groups: [], total: '0' })
    expect(await open.sms365('contact/list')).toMatchObject({ total: '1' })
  })
})

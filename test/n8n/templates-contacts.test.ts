import { afterEach, beforeEach, expect, test } from 'vitest'
import { importTemplate, listOf, valuesOf } from './import-template.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

let bench: Workbench

beforeEach(async () => {
  bench = await openWorkbench()
})
afterEach(() => bench.close())

const maria = { mobile: '+30 697 170 0001', name: 'Maria', surname: 'Papadopoulou', custom1: 'VIP' }
const nikos = { mobile: '306971700002', name: 'Nikos', surname: 'Pappas', custom1: '' }

const sync = async (rows: readonly object[], removeGone = false) => {
  bench.sandbox.requests.clear()
  const workflow = await importTemplate(bench, 'contact-list-sync', {
    'Your List': listOf(rows),
    Settings: valuesOf({ groupName: 'Customers', removeGone }),
  })
  const execution = await bench.rest.runWorkflow(workflow, 'Every Night')
  expect(execution.error).toBeUndefined()
  return execution
}

const isRead = (endpoint: string) => /\/(get|list)$/.test(endpoint)

/** The calls of the last run that change something. */
const changes = () => bench.sandbox.requests.map(({ endpoint }) => endpoint).filter((endpoint) => !isRead(endpoint))

const call = async (endpoint: string, fields: Record<string, string> = {}) => {
  const body = new URLSearchParams({ key: bench.sandbox.credentials.sms365.apiKey, type: 'json', ...fields })
  const response = await fetch(`${bench.sandbox.baseUrls.sms365}/${endpoint}`, { method: 'POST', body })
  return (await response.json()) as {
    contacts: { mobile: string }[]
    groups: { groupId: string }[]
    group: { contacts: { mobile: string }[] }
  }
}

const membersOfGroup = async () => {
  const [group] = (await call('group/list')).groups
  const found = await call('group/get', { groupId: group?.groupId ?? '' })
  return found.group.contacts.map(({ mobile }) => mobile).toSorted()
}

test('the first run makes the group and puts everybody into it; the second changes nothing', async () => {
  await sync([maria, nikos])
  expect(changes().toSorted()).toEqual([
    'contact/add',
    'contact/add',
    'group/add',
    'group/addContact',
    'group/addContact',
  ])
  expect(await membersOfGroup()).toEqual(['306971700001', '306971700002'])
  await sync([maria, nikos])
  expect(changes()).toEqual([])
})

test('a changed row updates its contact, and nothing else', async () => {
  await sync([maria, nikos])
  await sync([{ ...maria, custom1: '' }, nikos])
  expect(changes()).toEqual(['contact/update'])
  await sync([{ ...maria, custom1: '' }, nikos])
  expect(changes()).toEqual([])
})

test('a contact that is there already is put into the group, not added again', async () => {
  await call('contact/add', { ...nikos })
  await sync([nikos, nikos])
  expect(changes()).toEqual(['group/add', 'group/addContact'])
})

test('who is gone from the list stays, unless that is asked for; then only the group is left', async () => {
  await sync([maria, nikos])
  await sync([maria])
  expect(changes()).toEqual([])
  await sync([maria], true)
  expect(changes()).toEqual(['group/deleteContact'])
  expect(await membersOfGroup()).toEqual(['306971700001'])
  expect((await call('contact/list')).contacts).toHaveLength(2)
})

test('an empty list removes nobody', async () => {
  await sync([maria])
  await sync([], true)
  expect(changes()).toEqual([])
})

test('rows that cannot be added are put aside, and the others are added', async () => {
  const execution = await sync([{ name: 'Nobody' }, { ...maria, mobile: '306971990007' }, nikos])
  const aside = execution.itemsOfAllRuns('Mend These Rows').map(({ json }) => json)
  expect(aside).toHaveLength(2)
  expect(aside).toContainEqual(expect.objectContaining({ name: 'Nobody', step: 'unreadable' }))
  expect(await membersOfGroup()).toEqual([nikos.mobile])
})

test('a run that breaks off half-way is completed by the next one, without a contact twice', async () => {
  await bench.sandbox.faults.add({ kind: 'resetAfterRead', gateway: 'sms365', endpoint: 'contact/add' })
  await sync([maria, nikos])
  await sync([maria, nikos])
  expect(changes()).toEqual(['group/addContact'])
  expect((await call('contact/list')).contacts).toHaveLength(2)
})

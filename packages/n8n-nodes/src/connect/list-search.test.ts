import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bench, nodes, openBench } from '../testing/open-bench.ts'
import { createSearchContext } from '../testing/run-in-n8n.ts'

const { listSearch } = nodes.sms365.methods
let bench: Bench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.sandbox.close())

const search = (method: string, filter?: string, token?: string, credential = bench.credentialOf('sms365')) =>
  listSearch[method]?.call(createSearchContext(nodes.sms365, credential), filter, token)

describe('a search', () => {
  it('finds contacts by any part of their names or numbers', async () => {
    await bench.runOne('sms365.contact.add', { mobile: '306971234567', name: 'Μαρία', surname: 'Papadopoulou' })
    await bench.runOne('sms365.contact.add', { mobile: '306940000000' })
    const all = await search('searchContacts')
    expect(all?.results.map(({ name }) => name)).toEqual(['306940000000', 'Μαρία · Papadopoulou · 306971234567'])
    expect((await search('searchContacts', 'papa'))?.results).toEqual([
      { name: 'Μαρία · Papadopoulou · 306971234567', value: expect.any(String) },
    ])
    expect((await search('searchContacts', 'nobody'))?.results).toEqual([])
  })

  it('finds groups, sub-accounts and Viber senders', async () => {
    const { groupId } = await bench.runOne('sms365.group.add', { name: 'Guests' })
    await bench.runOne('sms365.user.add', { email: 'shop@example.com', password: 'a long random text' })
    expect((await search('searchGroups', 'GUE'))?.results).toEqual([{ name: 'Guests', value: groupId }])
    expect((await search('searchViberSenders', 'sandbox'))?.results).toMatchObject([{ value: 'Sandbox' }])
    const users = await search('searchUsers', 'shop@')
    expect(users?.results).toHaveLength(1)
    expect(Object.keys(users?.results[0] ?? {})).toEqual(['name', 'value'])
  })

  it('gives a hundred at a time', async () => {
    const items = Array.from({ length: 120 }, (_, index) => ({ name: `Group ${1_000 + index}` }))
    await bench.run('sms365.group.add', { name: '={{ $json.name }}' }, { items })
    const first = await search('searchGroups')
    expect(first?.results).toHaveLength(100)
    const second = await search('searchGroups', '', first?.paginationToken)
    expect(second?.results.map(({ name }) => name)).toEqual(items.slice(100).map(({ name }) => name))
    expect(second).not.toHaveProperty('paginationToken')
  })

  it('says why there is no list', async () => {
    const credential = { ...bench.credentialOf('sms365'), apiKey: 'wrong' }
    await expect(search('searchGroups', '', undefined, credential)).rejects.toMatchObject({
      name: 'NodeApiError',
      message: 'sms365 refused it with 101 (Check your credentials)',
      description: expect.stringContaining('white-list'),
    })
  })
})

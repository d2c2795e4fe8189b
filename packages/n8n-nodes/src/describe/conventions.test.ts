import { catalogue } from '@heliograph/core'
import { type INodeParameters, type INodeProperties, type INodePropertyOptions, NodeHelpers } from 'n8n-workflow'
import { describe, expect, it } from 'vitest'
import { awaitsReport, deriveReportOperations, limitParameter, reportPanel } from '../await-report/report-operations.ts'
import { nodes } from '../testing/open-bench.ts'

/* What n8n's lint demands of descriptions that are written out; ours are derived, so it cannot see them. */

const offered = [...catalogue, ...deriveReportOperations(catalogue)]

type Place = readonly [place: string, property: INodeProperties]

const isOption = (option: object): option is INodePropertyOptions => 'value' in option && !('type' in option)

const listInner = (place: string, property: INodeProperties): Place[] => [
  [place, property],
  ...(property.options ?? []).flatMap((option) =>
    isOption(option) || !('type' in option) ? [] : listInner(`${place} > ${option.name}`, option),
  ),
]

const listPlaces = (properties: readonly INodeProperties[]): Place[] =>
  properties.flatMap((property) => {
    const { resource, operation } = property.displayOptions?.show ?? {}
    return listInner(`${resource ?? ''}.${operation ?? ''}.${property.name}`, property)
  })

const optionsOf = (property: INodeProperties): readonly INodePropertyOptions[] =>
  (property.options ?? []).filter(isOption)

// n8n's own title case: small words stay small, but at the ends.
const smallWords = /^(a|an|and|as|at|but|by|for|from|if|in|into|nor|of|on|or|per|the|to|up|via|vs|with)$/
const isTitleCase = (text: string) =>
  text.split(/ \(?/).every((word) => /^[A-Z0-9]/.test(word) || smallWords.test(word) || word === 'sms365')

const sentences = (text: string) => text.split(/\. (?=[A-Z"])/)
const isWellEnded = (text: string) =>
  sentences(text.replace(/\.$/, '')).length > 1 ? text.endsWith('.') : !text.endsWith('.')

describe.each(Object.entries(nodes))('the panel of %s', (provider, { description }) => {
  const { properties } = description
  const places = listPlaces(properties)

  const faultsOf = (isFaulty: (property: INodeProperties) => boolean) =>
    places.filter(([, property]) => isFaulty(property)).map(([place]) => place)

  it('has names in Title Case', () => {
    expect(
      faultsOf(({ type, displayName, ...property }) => {
        const names = [
          ...(type === 'notice' ? [] : [displayName]),
          ...optionsOf({ type, displayName, ...property }).map(({ name }) => name),
        ]
        return !names.every(isTitleCase) || !/^[a-z][a-zA-Z0-9]*$/.test(property.name)
      }),
    ).toEqual([])
  })

  it('describes in sentences, of which a single one has no full stop', () => {
    const isWell = (text: string) =>
      /^[A-Z0-9"%]/.test(text) && isWellEnded(text) && !/\bid\b|\bIds?\b|\p{Extended_Pictographic}| {2}|\s$/u.test(text)
    expect(
      faultsOf((property) => {
        const texts = [property.description, ...optionsOf(property).map((option) => option.description)]
        return !texts.every((text) => text === undefined || isWell(text))
      }),
    ).toEqual([])
  })

  it('has options in alphabetical order, each once, the default among them', () => {
    expect(
      faultsOf((property) => {
        if (property.type !== 'options' && property.type !== 'collection') return false
        const names = (property.options ?? []).map((option) =>
          'displayName' in option ? option.displayName : option.name,
        )
        const isSorted = names.every(
          (name, place) => place === 0 || name.localeCompare(names[place - 1] ?? '', 'en') > 0,
        )
        const hasDefault = optionsOf(property).some(({ value }) => value === property.default)
        return !isSorted || (property.type === 'options' && !hasDefault)
      }),
    ).toEqual([])
  })

  it('says "Whether" of every switch, and "e.g." before every example', () => {
    expect(faultsOf(({ type, description: text }) => type === 'boolean' && !text?.startsWith('Whether '))).toEqual([])
    expect(
      faultsOf(
        ({ type, placeholder }) =>
          placeholder !== undefined && type !== 'collection' && !placeholder.startsWith('e.g. '),
      ),
    ).toEqual([])
  })

  it('has records picked from a list that exists, or by ID', () => {
    expect(
      faultsOf(({ type, modes }) => {
        const method = modes?.[0]?.typeOptions?.searchListMethod ?? ''
        const isWhole = modes?.map(({ name }) => name).join() === 'list,id' && method in nodes.sms365.methods.listSearch
        return type === 'resourceLocator' && !isWhole
      }),
    ).toEqual([])
  })

  it('asks for resource and operation first, without expressions', () => {
    const first = properties.slice(0, properties.findLastIndex(({ name }) => name === 'operation') + 1)
    expect(new Set(first.map(({ name }) => name))).toEqual(new Set(['resource', 'operation']))
    for (const property of first) expect(property.noDataExpression).toBe(true)
  })

  const operations = properties
    .filter(({ name }) => name === 'operation')
    .flatMap((property) =>
      optionsOf(property).map((option) => ({ resource: property.displayOptions?.show?.['resource']?.[0], option })),
    )

  it('offers every operation of the catalogue and the waiting ones, each with an action in sentence case', () => {
    expect(
      operations.map(({ resource, option }) => `${provider}.${String(resource)}.${String(option.value)}`).toSorted(),
    ).toEqual(
      offered
        .filter((entry) => entry.provider.name === provider)
        .map(({ id }) => id)
        .toSorted(),
    )
    for (const { option } of operations) expect(option.action).toMatch(/^[A-Z][^.]*$/)
    const actions = operations.map(({ option }) => option.action)
    expect(new Set(actions).size).toBe(actions.length)
    expect(operations.map(({ option }) => option.value)).not.toContain('sendAndWait')
  })

  it.each(
    operations.map(({ resource, option }) => [`${String(resource)}.${String(option.value)}`, resource, option.value]),
  )('%s: shows its own fields, once each, and no others', (id, resource, operation) => {
    const parameters = { resource, operation, returnAll: false } as INodeParameters
    const shown = properties.filter((property) => NodeHelpers.displayParameter(parameters, property, null, description))
    const names = shown.flatMap((property) =>
      property.type === 'collection' && property.name !== 'options'
        ? (property.options ?? []).map((option) => option.name)
        : [property.name],
    )
    expect(new Set(names).size).toBe(names.length)
    const own = new Set([
      'resource',
      'operation',
      'notice',
      'returnAll',
      'limit',
      'simplify',
      'options',
      limitParameter,
    ])
    const entry = offered.find((candidate) => candidate.id === `${provider}.${String(id)}`)
    const hidden = entry && awaitsReport(entry) ? reportPanel.hiddenFields : []
    expect(names.filter((name) => !own.has(name)).toSorted()).toEqual(
      entry?.inputFields
        .map(({ name }) => name)
        .filter((name) => !hidden.includes(name))
        .toSorted(),
    )
    for (const { name, required } of shown) {
      const field = entry?.inputFields.find((candidate) => candidate.name === name)
      if (field) expect(required ?? false).toBe(field.isRequired)
    }
    const hasNotice = names.includes('notice')
    expect(hasNotice).toBe(entry?.operation.retry === 'never')
    expect(names.includes('limit')).toBe(names.includes('returnAll'))
  })

  it('has a limit of 50 where results may be limited', () => {
    for (const [, property] of places.filter(([, { name }]) => name === 'limit')) {
      expect(property).toMatchObject({
        type: 'number',
        default: 50,
        typeOptions: { minValue: 1 },
        description: 'Max number of results to return',
      })
    }
  })

  it('hides what is secret while it is typed', () => {
    for (const [, property] of places.filter(([, { name }]) => /^(code|password)$/.test(name))) {
      expect(property.typeOptions).toEqual({ password: true })
    }
  })

  it('has not changed unseen', () => {
    expect(description).toMatchSnapshot()
  })
})

it('comes ready to send: a new node with its message, each resource with its sending', () => {
  const defaultsOf = (provider: keyof typeof nodes, name: string) =>
    nodes[provider].description.properties
      .filter((property) => property.name === name)
      .map((property) => property.default)
  expect(defaultsOf('sms365', 'resource')).toEqual(['sms'])
  expect(defaultsOf('netoxygen', 'resource')).toEqual(['message'])
  expect(defaultsOf('proxstop', 'resource')).toEqual(['telephone'])
  expect(defaultsOf('sms365', 'operation').filter((verb) => verb === 'send')).toHaveLength(3)
  expect(defaultsOf('netoxygen', 'operation')).toContain('send')
})

it('calls durations by their unit, and records by what they are', () => {
  const titles = new Map(
    Object.values(nodes).flatMap(({ description }) =>
      listPlaces(description.properties).map(([, { name, displayName }]) => [name, displayName] as const),
    ),
  )
  const named = ['wait', 'validity', 'contactId', 'groupId', 'userId'].map((name) => titles.get(name))
  expect(named).toEqual(['Wait (Seconds)', 'Validity (Seconds)', 'Contact', 'Group', 'Sub-Account'])
})

it('can be limited only where nothing is lost by it', () => {
  const limited = Object.entries(nodes).flatMap(([provider, { description }]) =>
    description.properties
      .filter(({ name }) => name === 'limit')
      .map(
        ({ displayOptions }) =>
          `${provider}.${displayOptions?.show?.['resource']?.[0]}.${displayOptions?.show?.['operation']?.[0]}`,
      ),
  )
  expect(limited.toSorted()).toEqual([
    'sms365.contact.list',
    'sms365.group.list',
    'sms365.history.groupList',
    'sms365.history.singleList',
    'sms365.purchase.list',
    'sms365.user.list',
    'sms365.userComment.list',
    'sms365.viber.balance',
  ])
})

it('keeps keys out of stored executions', () => {
  expect(nodes.sms365.description.sensitiveOutputFields).toEqual(['key'])
})

import type { CatalogueEntry } from '@heliograph/core'
import type { IDisplayOptions, INodeProperties } from 'n8n-workflow'
import { toProperty } from './field-property.ts'
import { findNotice } from './notices.ts'
import { findSimpleFields, isList } from './operation-shape.ts'
import {
  findCollection,
  findFieldTitle,
  findFirstResource,
  findFirstVerb,
  findOperationWords,
  findResourceTitle,
  isVisible,
} from './presentation.ts'
import { listRunOptions, runOptionsName } from './run-options.ts'
import { byTitle, toPanelText } from './wording.ts'

/** What the panel of one provider is derived from. */
export interface PanelSource {
  readonly entries: readonly CatalogueEntry[]
  /** Of operations whose items can share requests, by id: what that means for the user. */
  readonly combineNotes: Readonly<Record<string, string>>
  /** By id of the operation. */
  readonly variations?: Readonly<Record<string, PanelVariation>>
}

/** How the panel of an operation departs from the fields of its call. */
export interface PanelVariation {
  readonly furtherProperties: readonly INodeProperties[]
  readonly hiddenFields: readonly string[]
}

const showFor = ({ resourceName, verb }: CatalogueEntry): IDisplayOptions => ({
  show: { resource: [resourceName], operation: [verb] },
})

const listResources = (entries: readonly CatalogueEntry[]) => [
  ...new Map(entries.map((entry) => [entry.resourceName, { entry, title: findResourceTitle(entry) }])).values(),
]

const resourceProperty = (entries: readonly CatalogueEntry[]): INodeProperties => {
  const options = listResources(entries)
    .toSorted(byTitle)
    .map(({ entry, title }) => ({ name: title, value: entry.resourceName, description: entry.resource.description }))
  return {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options,
    default: findFirstResource(
      entries,
      options.map(({ value }) => value),
    ),
  }
}

const operationProperty = (resourceName: string, entries: readonly CatalogueEntry[]): INodeProperties => {
  const options = entries
    .filter((entry) => entry.resourceName === resourceName)
    .map((entry) => ({ entry, title: findOperationWords(entry).name }))
    .toSorted(byTitle)
    .map(({ entry, title }) => ({
      name: title,
      value: entry.verb,
      action: toPanelText(findOperationWords(entry).action, entries),
      description: toPanelText(entry.operation.summary, entries),
    }))
  return {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: [resourceName] } },
    options,
    default: findFirstVerb(options.map(({ value }) => value)),
  }
}

const listControls = (entry: CatalogueEntry): INodeProperties[] => {
  if (!isList(entry)) return []
  const shown = showFor(entry).show ?? {}
  return [
    {
      displayName: 'Return All',
      name: 'returnAll',
      type: 'boolean',
      displayOptions: { show: shown },
      default: false,
      description: 'Whether to return all results or only up to a given limit',
    },
    {
      displayName: 'Limit',
      name: 'limit',
      type: 'number',
      typeOptions: { minValue: 1 },
      displayOptions: { show: { ...shown, returnAll: [false] } },
      default: 50,
      description: 'Max number of results to return',
    },
  ]
}

const simplifySwitch = (entry: CatalogueEntry): INodeProperties[] =>
  findSimpleFields(entry) === undefined
    ? []
    : [
        {
          displayName: 'Simplify',
          name: 'simplify',
          type: 'boolean',
          default: true,
          description: 'Whether to return a simplified version of the response instead of the raw data',
        },
      ]

const noticeOf = (entry: CatalogueEntry, entries: readonly CatalogueEntry[]): INodeProperties[] => {
  const text = findNotice(entry, entries)
  return text === undefined ? [] : [{ displayName: text, name: 'notice', type: 'notice', default: '' }]
}

const optionalFields = (
  entry: CatalogueEntry,
  entries: readonly CatalogueEntry[],
  hidden: readonly string[],
): INodeProperties[] => {
  const options = entry.inputFields
    .filter((field) => !isVisible(entry, field) && !hidden.includes(field.name))
    .map((field) => ({ field, title: findFieldTitle(field) }))
    .toSorted(byTitle)
    .map(({ field }) => toProperty(field, entries))
  if (options.length === 0) return []
  const { name, title } = findCollection(entry)
  return [{ displayName: title, name, type: 'collection', placeholder: 'Add Field', default: {}, options }]
}

const describeOperation = (
  entry: CatalogueEntry,
  { entries, combineNotes, variations = {} }: PanelSource,
): INodeProperties[] => {
  const variation = variations[entry.id]
  const properties: INodeProperties[] = [
    ...noticeOf(entry, entries),
    ...entry.inputFields
      .filter((field) => isVisible(entry, field))
      .map((field) => ({ ...toProperty(field, entries), ...(field.isRequired && { required: true }) })),
    ...(variation?.furtherProperties ?? []),
    ...listControls(entry),
    ...simplifySwitch(entry),
    ...optionalFields(entry, entries, variation?.hiddenFields ?? []),
    {
      displayName: 'Options',
      name: runOptionsName,
      type: 'collection',
      placeholder: 'Add Option',
      default: {},
      options: listRunOptions(combineNotes[entry.id]),
    },
  ]
  return properties.map((property) => ({ ...property, displayOptions: property.displayOptions ?? showFor(entry) }))
}

/** All properties of a provider's node: resource, operation, and the fields of every operation. */
export const deriveProperties = (source: PanelSource): INodeProperties[] => [
  resourceProperty(source.entries),
  ...listResources(source.entries)
    .toSorted(byTitle)
    .map(({ entry }) => operationProperty(entry.resourceName, source.entries)),
  ...source.entries.flatMap((entry) => describeOperation(entry, source)),
]

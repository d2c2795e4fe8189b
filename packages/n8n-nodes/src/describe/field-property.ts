import type { CatalogueEntry, Field, FieldKind } from '@heliograph/core'
import type { INodeProperties } from 'n8n-workflow'
import { findFieldTitle } from './presentation.ts'
import { recordLists } from './record-lists.ts'
import { byTitle, toChoiceTitle, toPanelText } from './wording.ts'

type Widget = Omit<INodeProperties, 'displayName' | 'name' | 'description'>
type WidgetOf = (field: Field) => Widget

// A list shows that it takes several.
const placeholderOf = ({ example }: Field): string => {
  if (!Array.isArray(example)) return `e.g. ${String(example)}`
  return `e.g. ${example.length === 1 ? `${String(example[0])}, ...` : example.join(', ')}`
}

const toText: WidgetOf = (field) => ({ type: 'string', default: '', placeholder: placeholderOf(field) })

const toPassword: WidgetOf = () => ({ type: 'string', typeOptions: { password: true }, default: '' })

const toCode: WidgetOf = (field) => ({ ...toPassword(field), placeholder: placeholderOf(field) })

const toNumber: WidgetOf = () => ({ type: 'number', typeOptions: { numberPrecision: 0 }, default: 0 })

const toSeconds: WidgetOf = (field) => ({ ...toNumber(field), default: Number(field.example) })

const toFlag: WidgetOf = () => ({ type: 'boolean', default: false })

const toOptions: WidgetOf = ({ choices, example }) => {
  const options = Object.entries(choices?.values ?? {})
    .map(([value, description]) => ({ value, title: toChoiceTitle(value), description }))
    .toSorted(byTitle)
    .map(({ value, title, description }) => ({
      name: title,
      value,
      ...(description !== title && { description }),
    }))
  return { type: 'options', options, default: typeof example === 'string' ? example : (options[0]?.value ?? '') }
}

const toLocator: WidgetOf = (field) => {
  const list = recordLists[field.kind]
  return {
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        placeholder: `Select a ${list?.noun ?? 'record'}...`,
        typeOptions: { searchListMethod: list?.method ?? '', searchable: true },
      },
      { displayName: 'By ID', name: 'id', type: 'string', placeholder: placeholderOf(field) },
    ],
  }
}

/** Widgets of those kinds that do not go by the shape of their values. */
const byKind: Readonly<Partial<Record<FieldKind, WidgetOf>>> = {
  messageText: (field) => ({ ...toText(field), typeOptions: { rows: 4 } }),
  secret: toPassword,
  verificationCode: toCode,
  seconds: toSeconds,
  calendarDate: (field) => ({ ...toText(field), type: 'dateTime', typeOptions: { dateOnly: true } }),
  sendTime: (field) => ({ ...toText(field), type: 'dateTime' }),
  choice: toOptions,
  contactId: toLocator,
  groupId: toLocator,
  userId: toLocator,
  viberSenderId: toLocator,
}

const byShape: Readonly<Record<Field['shape'], WidgetOf>> = {
  string: toText,
  id: toText,
  decimal: toText,
  integer: toNumber,
  boolean: toFlag,
  instant: (field) => ({ ...toText(field), type: 'dateTime' }),
  choice: toOptions,
  record: toText,
}

const notes: Readonly<Partial<Record<FieldKind, string>>> = {
  sendTime: "ISO 8601; a time without an offset is taken in the workflow's time zone",
}

const describe = (field: Field, entries: readonly CatalogueEntry[]): string => {
  const note = field.isList
    ? 'Separate several with commas or line breaks, or give an array with an expression'
    : notes[field.kind]
  return toPanelText(note ? `${field.description}. ${note}` : field.description, entries)
}

/** The property of a node that asks for a field; its widget follows from what the field means, else from its shape. */
export const toProperty = (field: Field, entries: readonly CatalogueEntry[]): INodeProperties => {
  const widget = (field.isList ? undefined : byKind[field.kind]) ?? byShape[field.shape]
  return {
    displayName: findFieldTitle(field),
    name: field.name,
    ...widget(field),
    description: describe(field, entries),
  }
}

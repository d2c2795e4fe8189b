import type { CatalogueEntry, Field } from '@heliograph/core'
import type { GenericValue, IDataObject } from 'n8n-workflow'
import { findOutputShape, findSimpleFields } from '../describe/operation-shape.ts'
import type { Failure } from './failure.ts'
import type { ItemRequest } from './read-input.ts'

/** One output item of an operation, or the failure that stands in its place. */
export type Row = { readonly json: IDataObject } | { readonly failure: Failure }

/** Tells of a row that the provider refused it, although the call worked; undefined if it did not. */
export type FindRefusal = (row: IDataObject) => Failure | undefined

const toJsonValue = (value: unknown): GenericValue | IDataObject => {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(toJsonValue) as GenericValue[]
  return typeof value === 'object' && value !== null ? toJson(value) : (value as GenericValue)
}

/** An answer as n8n keeps it: times as ISO 8601. */
const toJson = (value: object): IDataObject =>
  Object.fromEntries<IDataObject[string]>(Object.entries(value).map(([name, inner]) => [name, toJsonValue(inner)]))

/** A record that is not there, under the names it would have, with what the item asked for. */
const toAbsent = (field: Field, { input }: ItemRequest): IDataObject =>
  Object.fromEntries<IDataObject[string]>(field.fields.map(({ name }) => [name, toJsonValue(input[name] ?? null)]))

const listRecords = (entry: CatalogueEntry, output: object, request: ItemRequest): readonly IDataObject[] => {
  const shape = findOutputShape(entry)
  if (shape.type === 'whole') return [toJson(output)]
  const value = (output as Readonly<Record<string, unknown>>)[shape.field.name]
  if (shape.type === 'rows') return (value as readonly object[]).slice(0, request.limit).map(toJson)
  return [typeof value === 'object' && value !== null ? toJson(value) : toAbsent(shape.field, request)]
}

const pick = (record: IDataObject, names: readonly string[]): IDataObject =>
  Object.fromEntries(names.filter((name) => name in record).map((name) => [name, record[name]]))

/** The output items of an answer. */
export const toRows = (
  entry: CatalogueEntry,
  output: unknown,
  request: ItemRequest,
  findRefusal: FindRefusal | undefined,
): readonly Row[] => {
  const simple = request.simplify ? findSimpleFields(entry) : undefined
  return listRecords(entry, output as object, request).map((record): Row => {
    const failure = findRefusal?.(record)
    return failure ? { failure } : { json: simple ? pick(record, simple) : record }
  })
}

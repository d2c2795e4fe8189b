import { call, type CatalogueEntry, findOperation } from '@heliograph/core'
import {
  type ILoadOptionsFunctions,
  type INodeListSearchItems,
  type INodeListSearchResult,
  NodeApiError,
} from 'n8n-workflow'
import { type RecordList, recordLists } from '../describe/record-lists.ts'
import { findOutputShape } from '../describe/operation-shape.ts'
import { toFailure } from '../execute/failure.ts'
import { createConnection } from './connection.ts'

type ListSearch = (this: ILoadOptionsFunctions, filter?: string, token?: string) => Promise<INodeListSearchResult>

type PlainRecord = Readonly<Record<string, unknown>>

const pageSize = 100

const nameRecord = (record: PlainRecord, { nameFields, idField }: RecordList): string => {
  const parts = nameFields.map((name) => record[name]).filter((part) => typeof part === 'string' && part !== '')
  return parts.length > 0 ? parts.join(' · ') : String(record[idField])
}

const matches = ({ name, value }: INodeListSearchItems, filter: string): boolean =>
  `${name} ${String(value)}`.toLocaleLowerCase().includes(filter.toLocaleLowerCase())

const listRecords = async (
  context: ILoadOptionsFunctions,
  entry: CatalogueEntry,
  credentialType: string,
): Promise<readonly PlainRecord[]> => {
  const credential = await context.getCredentials(credentialType)
  const connection = createConnection(credential, (request) => context.helpers.httpRequest(request))
  const shape = findOutputShape(entry)
  try {
    const output = (await call(entry, {}, connection)) as Readonly<Record<string, readonly PlainRecord[]>>
    return shape.type === 'rows' ? (output[shape.field.name] ?? []) : []
  } catch (error) {
    const { message, description } = toFailure(error)
    throw new NodeApiError(context.getNode(), { message }, { message, description })
  }
}

const createSearch = (entry: CatalogueEntry, list: RecordList, credentialType: string): ListSearch =>
  async function (filter = '', token = '0') {
    const records = await listRecords(this, entry, credentialType)
    // Only name and id: a list may hold secrets.
    const found = records
      .map((record) => ({ name: nameRecord(record, list), value: String(record[list.idField]) }))
      .filter((item) => matches(item, filter))
      .toSorted((left, right) => left.name.localeCompare(right.name))
    const start = Number(token)
    const end = start + pageSize
    return {
      results: found.slice(start, end),
      ...(end < found.length && { paginationToken: String(end) }),
    }
  }

/** `methods.listSearch` of a node: a search for each kind of record that its operations name. */
export const createListSearch = (
  entries: readonly CatalogueEntry[],
  credentialType: string,
): Record<string, ListSearch> =>
  Object.fromEntries(
    Object.values(recordLists).map((list) => [
      list.method,
      createSearch(findOperation(entries, list.operation), list, credentialType),
    ]),
  )

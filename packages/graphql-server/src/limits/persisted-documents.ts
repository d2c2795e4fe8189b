import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations'
import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/** Documents that clients may ask for by their ids. */
export interface PersistedDocuments {
  /** Id, usually a hash, → document. */
  readonly documents: ReadonlyMap<string, string>
  /** Whether no other document is taken. */
  readonly isExclusive: boolean
}

interface PersistedParams {
  readonly documentId?: unknown
  readonly extensions?: { readonly persistedQuery?: { readonly sha256Hash?: unknown } | null } | null
}

/** As GraphQL over HTTP writes it (`documentId`), or as Apollo's clients do. */
const readId = ({ documentId, extensions }: PersistedParams): string | null => {
  const id = documentId ?? extensions?.persistedQuery?.sha256Hash
  return typeof id === 'string' ? id : null
}

const toError = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } })

const hasId = (params: PersistedParams): boolean => readId(params) !== null

/** The names of parameters beside those of every GraphQL request. */
export const persistedParamNames = ['documentId']

/** Why a document is refused where the list is exclusive and does not hold it. */
export const refuseUnlisted = (): GraphQLError =>
  toError('PERSISTED_QUERY_ONLY', 'This server takes only the documents of its list, by their ids.')

/** Takes documents by their ids. */
export const usePersistedDocuments = ({ documents }: PersistedDocuments): readonly Plugin[] => {
  const byId = usePersistedOperations({
    // What is exclusive is held where documents are run, which sees those of a WebSocket too.
    allowArbitraryOperations: true,
    extractPersistedOperationId: (params) => readId(params as PersistedParams),
    getPersistedOperation: (id) => documents.get(id) ?? null,
    customErrors: {
      notFound: () =>
        toError('PERSISTED_QUERY_NOT_IN_LIST', 'No document has this id in PERSISTED_DOCUMENTS_FILE of the server.'),
      keyNotFound: () => toError('BAD_REQUEST', 'Must provide query string, or the id of a document as documentId.'),
    },
  })
  return [
    {
      onParams({ params, setParams }) {
        // The plugin would pass an id over where a text stands beside it.
        if (params.query && hasId(params)) {
          const { query: _ignored, ...rest } = params
          setParams(rest)
        }
      },
    },
    byId,
  ]
}

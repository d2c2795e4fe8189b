import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { createDocumentCache } from '../limits/document-cache.ts'
import { documentLimits, findLimitError, isNestedTooDeeply } from '../limits/document-limits.ts'

/** A document that keeps to the limits and fits the schema. */
export interface ReadDocument {
  readonly document: DocumentNode
  /** The one that was asked for. */
  readonly operation: OperationDefinitionNode
}

/** Reads documents. Documents that came lately are not read again. */
export interface DocumentReader {
  /** Throws a GraphQLError, or gives all that validation found. `isGet` refuses mutations. */
  read(
    text: string,
    operationName: string | null | undefined,
    isGet: boolean,
  ): ReadDocument | { readonly errors: readonly GraphQLError[] }
}

/** A request with more mistakes is hardly written by hand, and each costs time to explain. */
export const maxErrors = 10

const requestProblem = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { code, ...error.extensions, http: { spec: true, status: 400 } },
  })

const refuseNesting = () => new GraphQLError('The document is nested too deeply.')

const parseLimited = (text: string): DocumentNode => {
  try {
    if (isNestedTooDeeply(text)) throw refuseNesting()
    return parse(text, { maxLexicalTokens: documentLimits.tokens, maxComments: documentLimits.comments })
  } catch (error) {
    throw error instanceof GraphQLError ? requestProblem(error, 'GRAPHQL_PARSE_FAILED') : error
  }
}

const chooseOperation = (
  document: DocumentNode,
  operationName: string | null | undefined,
  isGet: boolean,
): OperationDefinitionNode => {
  const operation = getOperationAST(document, operationName)
  if (!operation) {
    throw new GraphQLError('Could not determine what operation to execute.', {
      extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
    })
  }
  if (isGet && operation.operation === 'mutation') {
    throw new GraphQLError('Can only perform a mutation operation from a POST request.', {
      extensions: { code: 'BAD_REQUEST', http: { status: 405, headers: { Allow: 'POST' } } },
    })
  }
  return operation
}

/**
 * The parser and the validation of graphql-js behind our limits. Without introspection, no message proposes a name of the
 * schema.
 */
export const createDocumentReader = (schema: GraphQLSchema, introspection: boolean): DocumentReader => {
  const parsed = createDocumentCache<DocumentNode | GraphQLError>()
  const validated = new WeakMap<DocumentNode, readonly GraphQLError[]>()
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]

  const parseOnce = (text: string): DocumentNode => {
    const known = parsed.get(text)
    if (known instanceof GraphQLError) throw known
    if (known) return known
    try {
      const document = parseLimited(text)
      parsed.set(text, document)
      return document
    } catch (error) {
      if (error instanceof GraphQLError) parsed.set(text, error)
      throw error
    }
  }
  const validateOnce = (document: DocumentNode): readonly GraphQLError[] => {
    const known = validated.get(document)
    if (known) return known
    const limitError = findLimitError(document)
    const found = limitError
      ? [limitError]
      : validate(schema, document, rules, { maxErrors, hideSuggestions: !introspection })
    const errors = found.map((error) => requestProblem(error, 'GRAPHQL_VALIDATION_FAILED'))
    validated.set(document, errors)
    return errors
  }
  return {
    read(text, operationName, isGet) {
      const document = parseOnce(text)
      const operation = chooseOperation(document, operationName, isGet)
      const errors = validateOnce(document)
      return errors.length > 0 ? { errors } : { document, operation }
    },
  }
}

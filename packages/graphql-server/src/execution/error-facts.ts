import { GraphQLError, type GraphQLSchema } from 'graphql'
import { listAccepted, locateValue } from '../schema/error-hints.ts'
import type { Logger } from '../log.ts'

const internalCode = 'INTERNAL_SERVER_ERROR'

/** An error that nobody foresaw, as the client sees it. The original stays behind it for the log, and is never sent. */
export const maskError = (error: unknown): Error => {
  if (isForeseen(error)) return error
  const located = error instanceof GraphQLError ? error : undefined
  return new GraphQLError('Unexpected error. The log of the server has more under its request id.', {
    nodes: located?.nodes,
    source: located?.source,
    positions: located?.positions,
    path: located?.path,
    originalError: located?.originalError ?? (error instanceof Error ? error : undefined),
    extensions: { code: internalCode },
  })
}

const isForeseen = (error: unknown): error is GraphQLError =>
  error instanceof GraphQLError && (!error.originalError || isForeseen(error.originalError))

// graphql-js quotes the value it refuses, which may be the text of a message.
const quotedValue = /(?:[.,;]? found|(?<=cannot represent [^:]*)): [^]*$/i

// So does its parser, which names the kind of what it met first.
const quotedToken = /, found (?:String|BlockString|Name|Int|Float) "[^]*$/

const withoutValue = (message: string): string => {
  const short = message.replace(quotedValue, '').replace(quotedToken, '')
  return short === message || short.endsWith('?') ? short : `${short}.`
}

/** Errors of the operations themselves say what there is to say. */
const isComplete = (code: unknown): boolean =>
  code !== undefined && code !== internalCode && !isRequestError(code) && code !== 'GRAPHQL_VALIDATION_FAILED'

// Yoga adds to these what it could not read, which may be the whole body.
const isRequestError = (code: unknown): boolean => code === 'BAD_REQUEST' || code === 'GRAPHQL_PARSE_FAILED'

/** What goes to the client, without what is behind it, which is for the log; errors of parsing and validation are shared between requests, so none is changed in place. */
const complete = (error: GraphQLError, requestId: string, schema: GraphQLSchema | undefined): GraphQLError => {
  const code = error.extensions['code']
  if (isComplete(code)) return error
  const { message, nodes, source, positions, path } = error
  const { originalError: _quoted, ...extensions } = error.extensions
  const isInternal = code === internalCode
  const isInput = !isInternal && !isRequestError(code)
  const added = isInternal
    ? { requestId }
    : isInput && { code: code ?? 'BAD_USER_INPUT', http: { spec: true, status: 400 } }
  return new GraphQLError(
    isInternal ? message : locateValue(error) + withoutValue(message) + (schema ? listAccepted(message, schema) : ''),
    {
      nodes,
      source,
      positions,
      path,
      extensions: { ...extensions, ...added },
    },
  )
}

/** Where a failure came up, without its message, which may quote what was sent. */
const toFrames = (error: Error | undefined): readonly string[] =>
  (error?.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())

/** Makes masked errors of a request ready to go out. */
export type CompleteErrors = (errors: readonly GraphQLError[], requestId: string) => readonly GraphQLError[]

/**
 * Gives every error a code, masked ones the request id, and the log what is behind those. With a schema, an error says
 * which names it would have accepted.
 */
export const createErrorCompletion =
  (log: Logger, schema?: GraphQLSchema): CompleteErrors =>
  (errors, requestId) => {
    for (const { extensions, originalError, path } of errors) {
      if (extensions['code'] !== internalCode) continue
      const frames = toFrames(originalError)
      log.error({ requestId, path: path?.join('.'), error: originalError?.name, frames }, 'unexpected error')
    }
    return errors.map((error) => complete(error, requestId, schema))
  }

import { execute, GraphQLError, parse, subscribe } from 'graphql'
import { limitRootFields } from './limit-root-fields.ts'
import type { Plugin } from 'graphql-yoga'

/** More than the introspection query and any query a person writes; a list of recipients belongs into a variable. */
const maxTokens = 5_000

const parseLimited: typeof parse = (source, options) => {
  try {
    return parse(source, { ...options, maxTokens })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new GraphQLError('The document is nested too deeply.', {
      extensions: { code: 'GRAPHQL_PARSE_FAILED', http: { spec: true, status: 400 } },
    })
  }
}

/** The parser, with a limit, and the executor of graphql-js, whose messages name a wrong field by its path. */
export const useGraphqlJs = (): Plugin => ({
  onParse(event) {
    event.setParseFn(parseLimited)
  },
  onValidate(event) {
    event.addValidationRule(limitRootFields)
  },
  onExecute(event) {
    event.setExecuteFn(execute)
  },
  onSubscribe(event) {
    event.setSubscribeFn(subscribe)
  },
})

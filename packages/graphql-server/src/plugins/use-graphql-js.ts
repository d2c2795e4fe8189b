import { execute, GraphQLError, NoSchemaIntrospectionCustomRule, parse, subscribe, validate } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { documentLimits, findLimitError, isNestedTooDeeply } from '../limits/document-limits.ts'

/** A request with more mistakes is hardly written by hand, and each costs time to explain. */
const maxErrors = 10

const parseLimited: typeof parse = (source, options) => {
  if (isNestedTooDeeply(typeof source === 'string' ? source : source.body)) {
    throw new GraphQLError('The document is nested too deeply.', {
      extensions: { code: 'GRAPHQL_PARSE_FAILED', http: { spec: true, status: 400 } },
    })
  }
  return parse(source, { ...options, maxLexicalTokens: documentLimits.tokens, maxComments: documentLimits.comments })
}

/**
 * The parser and the validation of graphql-js behind our limits, and its executor, whose messages name a wrong field by
 * its path. Without introspection, no message proposes a name of the schema.
 */
export const useGraphqlJs = (introspection: boolean): Plugin => {
  const hideSuggestions = !introspection
  const executionOptions = { hideSuggestions, options: { maxCoercionErrors: maxErrors } }
  const validateLimited: typeof validate = (schema, document, rules) => {
    const limitError = findLimitError(document)
    return limitError ? [limitError] : validate(schema, document, rules, { maxErrors, hideSuggestions })
  }
  return {
    onParse({ setParseFn }) {
      setParseFn(parseLimited)
    },
    onValidate({ setValidationFn, addValidationRule }) {
      setValidationFn(validateLimited as never)
      if (!introspection) addValidationRule(NoSchemaIntrospectionCustomRule)
    },
    onExecute({ setExecuteFn }) {
      setExecuteFn((args) => execute({ ...args, ...executionOptions }))
    },
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn((args) => subscribe({ ...args, ...executionOptions }))
    },
  }
}

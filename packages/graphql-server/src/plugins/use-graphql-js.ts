import { execute, parse, subscribe } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/** More than the introspection query and any query a person writes; a list of recipients belongs into a variable. */
const maxTokens = 5_000

const parseLimited: typeof parse = (source, options) => parse(source, { ...options, maxTokens })

/** The parser, with a limit, and the executor of graphql-js, whose messages name a wrong field by its path. */
export const useGraphqlJs = (): Plugin => ({
  onParse(event) {
    event.setParseFn(parseLimited)
  },
  onExecute(event) {
    event.setExecuteFn(execute)
  },
  onSubscribe(event) {
    event.setSubscribeFn(subscribe)
  },
})

import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'

const jsonType = /^application\/json(;|$)/

/**
 * Takes a POST only as `application/json`. Every other type is refused, because a page of another origin can send
 * some of them (forms, plain text) without asking first, and a mutation costs money.
 */
export const useJsonOnly = (): Plugin => ({
  onRequestParse({ request }) {
    if (request.method !== 'POST' || jsonType.test(request.headers.get('content-type') ?? '')) return
    throw new GraphQLError('The content-type of a POST must be application/json.', {
      extensions: { code: 'BAD_REQUEST', http: { status: 415 } },
    })
  },
})

import { GraphQLError } from 'graphql'

/** The headers that a browser sets itself, so that no page can forge them. Names in lower case. */
export interface OriginHeaders {
  readonly 'sec-fetch-site'?: string | undefined
  readonly origin?: string | undefined
  readonly host?: string | undefined
}

/**
 * Whether a request, or the opening of a WebSocket, comes from a page of another origin. Browsers before 2023 tell it
 * by `origin` alone, and no browser leaves that out of a WebSocket; whatever is no browser sends neither.
 */
export const isFromOtherOrigin = ({ 'sec-fetch-site': site, origin, host }: OriginHeaders): boolean => {
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return origin !== undefined && URL.parse(origin)?.host !== host
}

// As Yoga reads it, which heeds the case: what is run here must not be refused there.
const jsonType = /^application\/json(;|$)/

/**
 * Why a request is refused that a page of another origin could send in the name of whoever looks at it: a POST of a type that needs no
 * leave (forms, plain text), and anything that a browser says comes from elsewhere. Undefined if it is good.
 */
export const findCrossSiteProblem = (
  method: string,
  headers: { get(name: string): string | null },
): GraphQLError | undefined => {
  if (method === 'POST' && !jsonType.test(headers.get('content-type') ?? '')) {
    return new GraphQLError('The content-type of a POST must be application/json.', {
      extensions: { code: 'BAD_REQUEST', http: { status: 415 } },
    })
  }
  const told = (name: keyof OriginHeaders) => headers.get(name) ?? undefined
  if (!isFromOtherOrigin({ 'sec-fetch-site': told('sec-fetch-site'), origin: told('origin'), host: told('host') }))
    return undefined
  return new GraphQLError('A page of another origin may not use this server.', {
    extensions: { code: 'FORBIDDEN', http: { status: 403 } },
  })
}

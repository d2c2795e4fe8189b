import { GraphQLError } from 'graphql'

/** Opaque texts for a place: a client gives back what it was given, and nothing else. */
export interface Cursor<Place> {
  encode(place: Place): string
  /** Throws a GraphQLError with the code BAD_USER_INPUT for what `encode` did not make. */
  decode(text: string, argument: string): Place
}

/** Cursors of one kind; those of another kind are refused. */
export const createCursor = <Place extends string | number>(
  kind: string,
  parse: (text: string) => Place | undefined,
): Cursor<Place> => {
  const encode = (place: Place): string => Buffer.from(`${kind}:${place}`).toString('base64url')
  return {
    encode,
    decode(text, argument) {
      const [, given = ''] = new RegExp(`^${kind}:(.*)$`, 's').exec(Buffer.from(text, 'base64url').toString()) ?? []
      const place = parse(given)
      if (place !== undefined && encode(place) === text) return place
      throw new GraphQLError(`${argument} must be a cursor that this server gave out.`, {
        extensions: { code: 'BAD_USER_INPUT' },
      })
    },
  }
}

import { GraphQLError } from 'graphql'

export const dateTimeDescription =
  'An instant as ISO 8601 with its offset from UTC, such as "2030-01-31T09:00:00+01:00" or "2030-01-31T08:00:00Z". Answers are in UTC.'

// The calendar is checked by core, which owns what an operation accepts.
const instantText = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i

/** The text as given, if it has an offset. Throws a GraphQLError otherwise: a time without offset means another instant on every machine. */
export const coerceDateTimeValue = (value: unknown): string => {
  if (typeof value === 'string' && instantText.test(value.trim())) return value
  throw new GraphQLError(
    'DateTime must be an instant as ISO 8601 with its offset, such as "2030-01-31T09:00:00+01:00".',
  )
}

/** An instant of an answer, in UTC. */
export const serialiseDateTime = (value: Date): string => value.toISOString()

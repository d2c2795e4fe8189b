import { type ConstValueNode, GraphQLError, Kind } from 'graphql'

const decimalText = /^-?\d+(\.\d+)?$/

export const decimalDescription =
  'An exact decimal number as a string, such as "12.50". As input also a whole number, or a number written into the query itself, whose digits are taken as they stand.'

const refuse = (): never => {
  throw new GraphQLError('Decimal must be a decimal number as a string, such as "12.50".')
}

const check = (text: string): string => (decimalText.test(text) ? text : refuse())

/** A variable: a string, or a whole number small enough to have survived JSON. Throws a GraphQLError for anything else. */
export const coerceDecimalValue = (value: unknown): string => {
  if (typeof value === 'string') return check(value)
  return Number.isSafeInteger(value) ? String(value) : refuse()
}

/** A literal of the query: its source text, so that 0.10 stays 0.10. Throws a GraphQLError for anything else. */
export const coerceDecimalLiteral = (node: ConstValueNode): string =>
  node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT ? check(node.value) : refuse()

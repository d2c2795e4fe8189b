import type { AnyOperation } from '@heliograph/core'
import { complexityFromQuery } from '@pothos/plugin-complexity'
import { type DocumentNode, getVariableValues, Kind, type OperationDefinitionNode } from 'graphql'
import type { MeasuredOperation } from './send-points.ts'

/** What an operation may cost at most: ten bulk sends, or a hundred short questions. */
export const maxComplexity = 5_000

/** A field counts 1, and what stands under a list ten times. */
export const complexityDefaults = { defaultComplexity: 1, defaultListMultiplier: 10 } as const

const byAccess = { read: 10, send: 100, manage: 50, admin: 50 } as const

/** What the root field of an operation counts itself: each is a call of a provider, and a send costs money. */
export const complexityOf = ({ access }: Pick<AnyOperation, 'access'>): number => byAccess[access]

/** What operations cost with all variables: only some root fields of queries count what their arguments ask for. */
const measured = new WeakMap<OperationDefinitionNode, number>()

/**
 * What an operation of a document costs, with these variables; undefined where they do not fit, which is the business
 * of graphql-js.
 */
export const measureComplexity = (
  { schema, document, operation, variables }: MeasuredOperation,
  context: object,
): number | undefined => {
  const known = measured.get(operation)
  if (known !== undefined) return known
  // The plugin would list each mistake of the variables, which may be tens of thousands.
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 })
  if (errors) return undefined
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
  const alone: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }
  try {
    const { complexity } = complexityFromQuery(alone, { schema, variables, ctx: context })
    if (operation.operation !== 'query') measured.set(operation, complexity)
    return complexity
  } catch {
    return undefined
  }
}

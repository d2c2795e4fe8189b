import { GraphQLError } from 'graphql'

/** More than any input has. */
const mostKeys = 100
const deepest = 16

const findProblem = (value: unknown, depth: number): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > deepest) return `Variables may be nested ${deepest} deep at most.`
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  if (!Array.isArray(value) && items.length > mostKeys) {
    return `An object in the variables may have at most ${mostKeys} fields; this one has ${items.length}.`
  }
  for (const item of items) {
    const problem = findProblem(item, depth + 1)
    if (problem !== undefined) return problem
  }
  return undefined
}

/**
 * Why variables are refused before graphql-js, which quotes a value whole for each thing that is wrong with it, looks
 * at them; undefined if there is no reason. Lists may be of any length here: how long, depends on the field.
 */
export const findVariablesError = (variables: Readonly<Record<string, unknown>>): GraphQLError | undefined => {
  const problem = findProblem(variables, 0)
  return problem === undefined
    ? undefined
    : new GraphQLError(problem, { extensions: { code: 'BAD_USER_INPUT', http: { spec: true, status: 400 } } })
}

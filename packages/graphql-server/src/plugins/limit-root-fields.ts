import { type FragmentDefinitionNode, GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from 'graphql'

/** Mutations run one after another, each up to its deadline, and cost money. */
const maxRootFields = { mutation: 10, query: 100, subscription: 1 } as const

const countFields = (
  { selections }: SelectionSetNode,
  findFragment: (name: string) => FragmentDefinitionNode | null | undefined,
  within: readonly string[] = [],
): number =>
  selections.reduce((count, selection) => {
    if (selection.kind === Kind.FIELD) return count + 1
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return count + countFields(selection.selectionSet, findFragment, within)
    const name = selection.name.value
    // A circle is another rule's business.
    const fragment = within.includes(name) ? undefined : findFragment(name)
    return fragment ? count + countFields(fragment.selectionSet, findFragment, [...within, name]) : count
  }, 0)

/** Refuses an operation with more root fields, aliases counted, than one request may ask for. */
export const limitRootFields: ValidationRule = (context) => ({
  OperationDefinition(node) {
    const count = countFields(node.selectionSet, (name) => context.getFragment(name))
    const max = maxRootFields[node.operation]
    if (count <= max) return
    const message = `A ${node.operation} may have at most ${max} root fields; this one has ${count}.`
    context.reportError(new GraphQLError(message, { nodes: node }))
  },
})

import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'

/**
 * What one document may hold; introspection as GraphiQL and code generators ask for it fits in. Mutations run one after
 * another, each up to its deadline, and cost money, hence few of them.
 */
export const documentLimits = {
  tokens: 2_000,
  comments: 500,
  /** Of brackets in each other, before the document is parsed. */
  nesting: 48,
  /** Of fields in each other, fragments put in. */
  depth: 16,
  /** Fields and fragments, those within a fragment counted wherever it is spread. */
  selections: 500,
  aliases: 100,
  directives: 50,
  /** Operations and fragments. */
  definitions: 50,
  fragmentSpreads: 100,
  /** Fragments put in. */
  rootFields: { mutation: 10, query: 100, subscription: 1 },
} as const

const quote = 0x22
const backslash = 0x5c
const hash = 0x23
const lineFeed = 0x0a
const carriageReturn = 0x0d
const opening = new Set([...'{[('].map((bracket) => bracket.charCodeAt(0)))
const closing = new Set([...'}])'].map((bracket) => bracket.charCodeAt(0)))

/** The index after a comment or a string that begins at `start`. */
const skipComment = (source: string, start: number): number => {
  let index = start
  while (index < source.length) {
    const code = source.charCodeAt(index)
    if (code === lineFeed || code === carriageReturn) break
    index += 1
  }
  return index
}

const skipString = (source: string, start: number): number => {
  if (source.startsWith('"""', start)) {
    let end = source.indexOf('"""', start + 3)
    while (end > 0 && source.charCodeAt(end - 1) === backslash) end = source.indexOf('"""', end + 3)
    return end < 0 ? source.length : end + 3
  }
  for (let index = start + 1; index < source.length; index += 1) {
    const code = source.charCodeAt(index)
    if (code === backslash) index += 1
    else if (code === quote || code === lineFeed) return index + 1
  }
  return source.length
}

/** Whether brackets stand deeper in each other than the parser, which calls itself for each, should be asked to follow. */
export const isNestedTooDeeply = (source: string): boolean => {
  let depth = 0
  for (let index = 0; index < source.length;) {
    const code = source.charCodeAt(index)
    if (code === quote) index = skipString(source, index)
    else if (code === hash) index = skipComment(source, index)
    else {
      if (opening.has(code)) depth += 1
      else if (closing.has(code)) depth -= 1
      if (depth > documentLimits.nesting) return true
      index += 1
    }
  }
  return false
}

interface Size {
  /** Fields in each other. */
  readonly depth: number
  /** Fields and fragments, in all. */
  readonly selections: number
  /** Of this selection set itself. */
  readonly ownFields: number
}

const nothing: Size = { depth: 0, selections: 0, ownFields: 0 }

const toSum = (one: Size, other: Size): Size => ({
  depth: Math.max(one.depth, other.depth),
  selections: one.selections + other.selections,
  ownFields: one.ownFields + other.ownFields,
})

/** Measures selections with their fragments put in; each fragment once, however often it is spread. */
const createMeasure = (fragments: ReadonlyMap<string, FragmentDefinitionNode>) => {
  const sizes = new Map<string, Size>()
  const measureFragment = (name: string): Size => {
    const known = sizes.get(name)
    if (known) return known
    const fragment = fragments.get(name)
    // A circle, and a fragment that is missing, are the business of graphql-js.
    sizes.set(name, nothing)
    const size = fragment ? measure(fragment.selectionSet) : nothing
    sizes.set(name, size)
    return size
  }
  const measureSelection = (selection: SelectionNode): Size => {
    if (selection.kind === Kind.FIELD) {
      const { depth, selections } = selection.selectionSet ? measure(selection.selectionSet) : nothing
      return { depth: depth + 1, selections: selections + 1, ownFields: 1 }
    }
    const size =
      selection.kind === Kind.INLINE_FRAGMENT ? measure(selection.selectionSet) : measureFragment(selection.name.value)
    return { ...size, selections: size.selections + 1 }
  }
  const measure = ({ selections }: SelectionSetNode): Size =>
    selections.reduce((size, selection) => toSum(size, measureSelection(selection)), nothing)
  return measure
}

const findTooMany = (counts: Readonly<Record<string, readonly [count: number, limit: number]>>): string | undefined =>
  Object.entries(counts)
    .filter(([, [count, limit]]) => count > limit)
    .map(([what, [count, limit]]) => `A document may have at most ${limit} ${what}; this one has ${count}.`)[0]

const countNodes = (document: DocumentNode) => {
  const counts = { aliases: 0, directives: 0, fragmentSpreads: 0, isIntrospection: false }
  visit(document, {
    Field(node) {
      if (node.alias) counts.aliases += 1
      if (node.name.value === '__schema' || node.name.value === '__type') counts.isIntrospection = true
    },
    Directive() {
      counts.directives += 1
    },
    FragmentSpread() {
      counts.fragmentSpreads += 1
    },
  })
  return counts
}

const findOperationProblem = ({ operation }: OperationDefinitionNode, size: Size): string | undefined => {
  const mostRootFields = documentLimits.rootFields[operation]
  if (size.ownFields > mostRootFields) {
    const fields = mostRootFields === 1 ? 'root field' : 'root fields'
    return `A ${operation} may have at most ${mostRootFields} ${fields}; this one has ${size.ownFields}.`
  }
  if (size.depth > documentLimits.depth) {
    return `Fields may stand in each other ${documentLimits.depth} deep at most; in this document it is ${size.depth}.`
  }
  return undefined
}

/**
 * The first limit that a document exceeds, as an error; undefined if it keeps to all. It is asked for before
 * graphql-js validates, some of whose rules compare every field with every other.
 */
export const findLimitError = (document: DocumentNode): GraphQLError | undefined => {
  const refuse = (message: string, node?: OperationDefinitionNode) =>
    new GraphQLError(message, { nodes: node, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })
  const definitions = document.definitions
  const tooMany = findTooMany({ 'operations and fragments': [definitions.length, documentLimits.definitions] })
  if (tooMany !== undefined) return refuse(tooMany)

  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const measure = createMeasure(fragments)
  let selections = 0
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue
    const size = measure(definition.selectionSet)
    selections += size.selections
    const problem = definition.kind === Kind.OPERATION_DEFINITION ? findOperationProblem(definition, size) : undefined
    if (problem !== undefined && definition.kind === Kind.OPERATION_DEFINITION) return refuse(problem, definition)
  }
  const { aliases, directives, fragmentSpreads, isIntrospection } = countNodes(document)
  // Under aliases, the schema is worked out as often as there are any.
  if (isIntrospection && aliases > 0) return refuse('A document that asks for the schema may have no aliases.')
  const problem = findTooMany({
    'fields and fragments, those within a fragment counted wherever it is spread': [
      selections,
      documentLimits.selections,
    ],
    aliases: [aliases, documentLimits.aliases],
    directives: [directives, documentLimits.directives],
    'fragment spreads': [fragmentSpreads, documentLimits.fragmentSpreads],
  })
  return problem === undefined ? undefined : refuse(problem)
}

import {
  type ASTNode,
  BREAK,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  Kind,
  parse,
  type Source,
  visit,
} from 'graphql'

const toName = (node: ASTNode | readonly ASTNode[]): string | undefined =>
  'kind' in node && (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) ? node.name.value : undefined

// A document may have many errors; it is taken apart for the first.
const documents = new WeakMap<Source, DocumentNode>()

const parseOnce = (source: Source): DocumentNode => {
  const document = documents.get(source) ?? parse(source)
  documents.set(source, document)
  return document
}

/** `input.to: ` for an error about a value that is written into the document; empty for any other. */
export const locateValue = ({ nodes, source, positions }: GraphQLError): string => {
  const [node] = nodes ?? []
  const [position] = positions ?? []
  if (!source || position === undefined || !node || !/Value$|^(List|Null)/.test(node.kind)) return ''
  let path = ''
  visit(parseOnce(source), {
    enter(visited, _key, parent, _path, ancestors) {
      if (visited.kind !== node.kind || visited.loc?.start !== position) return undefined
      path = [...ancestors, parent ?? []].flatMap((ancestor) => toName(ancestor) ?? []).join('.')
      return BREAK
    },
  })
  return path === '' ? '' : `${path}: `
}

/** A sentence with the values of the enum, or the fields of the input, that an error is about; empty for any other. */
export const listAccepted = (message: string, schema: GraphQLSchema): string => {
  const [, name] =
    /does not exist in "(\w+)"/.exec(message) ?? /of type "(\w+)" not to include unknown field/.exec(message) ?? []
  const type = schema.getType(name ?? '')
  if (isEnumType(type))
    return ` Its values are ${type
      .getValues()
      .map((value) => value.name)
      .join(', ')}.`
  if (isInputObjectType(type)) return ` Its fields are ${Object.keys(type.getFields()).join(', ')}.`
  return ''
}

import {
  type INodeParameters,
  type INodeProperties,
  type INodeType,
  NodeHelpers,
  type NodeParameterValueType,
} from 'n8n-workflow'

type Values = Readonly<Record<string, NodeParameterValueType>>

const isShown = (property: INodeProperties, parameters: INodeParameters, node: INodeType): boolean =>
  NodeHelpers.displayParameter(parameters, property, null, node.description)

/**
 * The parameters of a node as a user's panel would hold them: every value goes into the field, or into the collection, that
 * the panel shows for the operation. Throws if it shows none, so that a field nobody can reach fails a test.
 */
export const fillPanel = (node: INodeType, resource: string, operation: string, values: Values): INodeParameters => {
  const parameters: INodeParameters = { resource, operation }
  const shown = node.description.properties.filter((property) => isShown(property, parameters, node))
  for (const [name, value] of Object.entries(values)) {
    const collection = shown.find(
      ({ type, options }) => type === 'collection' && options?.some((option) => option.name === name),
    )
    if (shown.some((property) => property.name === name)) parameters[name] = value
    else if (collection) parameters[collection.name] = { ...(parameters[collection.name] as object), [name]: value }
    else if (name === 'limit' && shown.some((property) => property.name === 'returnAll')) parameters[name] = value
    else throw new Error(`The panel of ${resource}.${operation} has no field ${name}`)
  }
  return parameters
}

import { describeFields, type Field } from './describe-fields.ts'
import type { AnyOperation, Resource } from './operation.ts'
import type { AnyProvider } from './provider.ts'

/** One operation with its place in the tree, and what surfaces derive from. */
export interface CatalogueEntry {
  /** `sms365.contact.add` */
  readonly id: string
  readonly provider: AnyProvider
  /** `contact` */
  readonly resourceName: string
  readonly resource: Resource
  /** `add` */
  readonly verb: string
  readonly operation: AnyOperation
  readonly inputFields: readonly Field[]
  readonly outputFields: readonly Field[]
}

/** Every operation of the given providers, in the order of declaration. */
export const listOperations = (...providers: readonly AnyProvider[]): readonly CatalogueEntry[] =>
  providers.flatMap((provider) =>
    Object.entries(provider.resources).flatMap(([resourceName, resource]) =>
      Object.entries(resource.operations).map(([verb, operation]) => ({
        id: `${provider.name}.${resourceName}.${verb}`,
        provider,
        resourceName,
        resource,
        verb,
        operation,
        inputFields: describeFields(operation.input),
        outputFields: describeFields(operation.output),
      })),
    ),
  )

/** The operation with an id such as `sms365.sms.send`. Throws a TypeError if there is none: a slip of the caller. */
export const findOperation = (entries: readonly CatalogueEntry[], id: string): CatalogueEntry => {
  const entry = entries.find((candidate) => candidate.id === id)
  if (!entry) throw new TypeError(`There is no operation ${id}`)
  return entry
}

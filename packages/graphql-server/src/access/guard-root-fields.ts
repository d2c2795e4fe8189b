import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  GraphQLError,
  type GraphQLSchema,
} from 'graphql'
import type { RequestContext } from '../request-context.ts'
import { type Caller, type Scope, scopes } from './caller.ts'

declare module 'graphql' {
  // oxlint-disable-next-line typescript/no-explicit-any -- The declaration that it adds to has these parameters.
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs = any> {
    /** Of a root field: the scope that a caller needs. */
    scope?: Scope
  }
}

type RootField = GraphQLField<unknown, RequestContext>
type Resolver = GraphQLFieldResolver<unknown, RequestContext>

/** Whether a caller may do what needs a scope. `admin` includes all others. */
export const isAllowed = ({ scopes: granted }: Caller, scope: Scope): boolean =>
  granted.has(scope) || granted.has('admin')

const listScopes = ({ scopes: granted }: Caller): string =>
  granted.size === 0 ? 'no scope' : `the scope${granted.size > 1 ? 's' : ''} ${[...granted].join(', ')}`

const guard =
  (resolver: Resolver, fieldName: string, scope: Scope): Resolver =>
  (source, args, context, info) => {
    const { caller } = context
    // Asked for each event of a subscription, which may outlive the token.
    if (!context.isStillKnown(caller)) {
      throw new GraphQLError('The token is no longer valid here.', { extensions: { code: 'UNAUTHENTICATED' } })
    }
    if (isAllowed(caller, scope)) return resolver(source, args, context, info)
    throw new GraphQLError(`${fieldName} needs the scope ${scope}; ${caller.name} has ${listScopes(caller)}.`, {
      extensions: { code: 'FORBIDDEN', requiredScope: scope },
    })
  }

/** The fields of the root types. */
export const listRootFields = (schema: GraphQLSchema): readonly RootField[] =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    type ? Object.values(type.getFields()) : [],
  )

/** The scope that a root field states. Throws a TypeError if it states none: a slip of whoever added the field. */
export const scopeOf = ({ name, extensions }: RootField): Scope => {
  const scope = scopes.find((known) => known === extensions.scope)
  if (scope === undefined) throw new TypeError(`The root field ${name} states no scope in its extensions`)
  return scope
}

/**
 * Lets each root field, in place, be resolved only for callers with the scope that it states; others get a FORBIDDEN
 * error for it. A subscription is refused before it begins, and tells nothing more once its caller's token has ended.
 */
export const guardRootFields = (schema: GraphQLSchema): GraphQLSchema => {
  for (const field of listRootFields(schema)) {
    const scope = scopeOf(field)
    field.resolve = guard(field.resolve ?? defaultFieldResolver, field.name, scope)
    if (field.subscribe) field.subscribe = guard(field.subscribe, field.name, scope)
  }
  return schema
}

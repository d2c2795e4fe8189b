import { catalogue, providers } from '@heliograph/core'
import type { GraphQLSchema } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { createExampleTabs, type ExampleValues } from './graphiql/example-tabs.ts'
import { renderGraphiqlPage } from './graphiql/page.ts'
import { useGraphiqlPage } from './graphiql/use-graphiql-page.ts'
import type { Logger } from './log.ts'
import { useConnectionEnd } from './plugins/use-connection-end.ts'
import { maskError, useErrorFacts } from './plugins/use-error-facts.ts'
import { useGraphqlJs } from './plugins/use-graphql-js.ts'
import { useJsonOnly } from './plugins/use-json-only.ts'
import { useReadiness } from './plugins/use-readiness.ts'
import { useRequestFacts } from './plugins/use-request-facts.ts'
import type { ProviderConnections } from './provider-connections.ts'
import type { RequestFacts } from './request-context.ts'
import { deriveSchema } from './schema/derive-schema.ts'

export interface YogaServerParts {
  readonly connections: ProviderConnections
  readonly log: Logger
  /** Whether `/ready` says so. */
  readonly isReady: () => boolean
  /** What stands in the examples of GraphiQL; read when the page is first opened. */
  readonly exampleValues?: (() => ExampleValues | undefined) | undefined
  /** The schema of the catalogue unless given. */
  readonly schema?: GraphQLSchema | undefined
}

/** The largest request body taken, in bytes. */
const maxRequestBodySize = 256 * 1024

/** The schema of all operations. */
export const createSchema = (): GraphQLSchema => deriveSchema(providers, catalogue)

/** The server without a socket: `fetch` takes a Request, and the object itself is a listener for node:http. */
export const createYogaServer = ({ connections, log, isReady, exampleValues, schema }: YogaServerParts) =>
  createYoga<RequestFacts>({
    schema: schema ?? createSchema(),
    cors: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
    // Yoga would log messages, which may quote what was sent; useErrorFacts logs what may be told.
    logging: false,
    maxRequestBodySize,
    maskedErrors: { maskError },
    plugins: [
      useRequestFacts(connections, log),
      useReadiness(isReady),
      useGraphiqlPage(() => renderGraphiqlPage(createExampleTabs(exampleValues?.()))),
      useJsonOnly(),
      useConnectionEnd(),
      useGraphqlJs(),
      useErrorFacts(log),
    ],
  })

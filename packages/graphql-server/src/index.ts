export {
  createSchema,
  createGraphqlServer,
  type GraphqlServer,
  type GraphqlServerParts,
} from './create-graphql-server.ts'
export type { ExampleValues } from './graphiql/example-tabs.ts'
export { createLog, type Logger } from './log.ts'
export { connectProviders, type ProviderConnections } from './provider-connections.ts'
export {
  logLevels,
  type LogLevel,
  parseSettings,
  type ProviderSettings,
  type Settings,
  SettingsError,
} from './settings.ts'
export { type RunningServer, type StartOptions, startServer } from './start-server.ts'

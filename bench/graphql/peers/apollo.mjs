/* Apollo Server 5 with its own HTTP server. */
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { serve } from '../../server-process.ts'
import { resolvers, typeDefs } from './schema.mjs'

const server = new ApolloServer({ typeDefs, resolvers, csrfPrevention: true })
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } })
serve(`${url}graphql`)

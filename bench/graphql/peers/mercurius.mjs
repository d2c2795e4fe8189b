/* Mercurius on Fastify, with its just-in-time compiler. */
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { serve } from '../../server-process.ts'
import { resolvers, typeDefs } from './schema.mjs'

const app = Fastify()
await app.register(mercurius, { schema: typeDefs, resolvers, jit: 1 })
await app.listen({ port: 0, host: '127.0.0.1' })
serve(`http://127.0.0.1:${app.server.address().port}/graphql`)

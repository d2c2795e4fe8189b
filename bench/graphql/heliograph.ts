/*
 * Our server as an operator runs it, with all that costs time on: tokens, rate limit, store, idempotency keys, callbacks, metrics,
 * and its log at the level info, into a pipe that nobody reads. Arguments: upstream, token, PostgreSQL (PGlite in memory without).
 */
import { createLog, parseSettings, startServer } from '@heliograph/graphql-server'
import { serve } from '../server-process.ts'

const [, , upstream, token, databaseUrl] = process.argv

const settings = parseSettings({
  PORT: '0',
  METRICS_PORT: '0',
  API_TOKENS: `bench:send+read:${token}`,
  RATE_LIMIT: '100000000',
  PUBLIC_URL: 'https://heliograph.example.com',
  SMS365_BASE_URL: upstream,
  SMS365_API_KEY: 'key',
  ...(databaseUrl === undefined ? { DATA_DIR: 'memory://' } : { DATABASE_URL: databaseUrl }),
})
const log = createLog('info', { write() {} })
const { url } = await startServer({ settings, log })
serve(url)

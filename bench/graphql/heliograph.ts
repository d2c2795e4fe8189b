/* Our server as `npm run serve` runs it, with its log at the level warn. */
import { parseSettings, startServer } from '@heliograph/graphql-server'
import { serve } from '../server-process.ts'

const settings = parseSettings({
  PORT: '0',
  LOG_LEVEL: 'warn',
  ...(process.env.DATABASE_URL ? { DATABASE_URL: process.env.DATABASE_URL } : { DATA_DIR: 'memory://' }),
  SMS365_BASE_URL: process.argv[2],
  SMS365_API_KEY: 'key',
})
const { url } = await startServer({ settings })
serve(url)

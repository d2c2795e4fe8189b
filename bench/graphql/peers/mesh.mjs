/* GraphQL Mesh with Hive Gateway over openapi.json, as `mesh-compose` and `hive-gateway supergraph` run them. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createGatewayRuntime } from '@graphql-hive/gateway'
import { serve } from '../../server-process.ts'

const here = new URL('.', import.meta.url)

const compose = (upstream) => {
  const folder = mkdtempSync(join(tmpdir(), 'heliograph-mesh-'))
  try {
    const file = join(folder, 'supergraph.graphql')
    const cli = new URL('node_modules/@graphql-mesh/compose-cli/esm/bin.js', here)
    execFileSync(process.execPath, [cli.pathname, '-c', 'mesh.config.mjs', '-o', file], {
      cwd: here,
      env: { ...process.env, UPSTREAM: upstream },
      stdio: 'pipe',
    })
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const gateway = createGatewayRuntime({
  supergraph: compose(process.argv[2]),
  logging: false,
  landingPage: false,
  graphiql: false,
})
const server = createServer((request, response) => void gateway(request, response))
server.listen(0, '127.0.0.1', () => serve(`http://127.0.0.1:${server.address().port}/graphql`))

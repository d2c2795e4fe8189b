import process from 'node:process'
import { defineConfig } from '@graphql-mesh/compose-cli'
import { loadOpenAPISubgraph } from '@omnigraph/openapi'

/* GraphQL Mesh over an OpenAPI document of the stub's one endpoint. */
export const composeConfig = defineConfig({
  subgraphs: [
    { sourceHandler: loadOpenAPISubgraph('sms365', { source: './openapi.json', endpoint: process.env.UPSTREAM }) },
  ],
})

import { createRequire } from 'node:module'
import process from 'node:process'
import { defineConfig } from 'vitest/config'

// Where .ci/run collects the numbers of all runs; one file per process.
const resultsFolder = process.env.HELIOGRAPH_RESULTS

const requireOfNodes = createRequire(new URL('packages/n8n-nodes/package.json', import.meta.url))

export default defineConfig({
  // n8n-core requires the CommonJS form of n8n-workflow; our nodes must meet the same classes.
  resolve: { alias: { 'n8n-workflow': requireOfNodes.resolve('n8n-workflow') } },
  // Without these conditions Vitest loads graphql twice (once as CommonJS), and its instanceof checks fail.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  test: {
    // A guard against hanging, not a promise: a busy machine takes a few seconds for what takes one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    reporters:
      resultsFolder === undefined
        ? ['default']
        : ['default', ['json', { outputFile: `${resultsFolder}/vitest-${process.pid}.json` }]],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['{packages/*/{src,nodes,build},examples/*/src,scripts}/**/*.test.ts'] },
      },
      { extends: true, test: { name: 'contract', include: ['test/contract/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // They wait for processes more than they compute.
          maxWorkers: 2,
          testTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'n8n',
          include: ['test/n8n/**/*.test.ts'],
          globalSetup: ['test/n8n/global-setup.ts'],
          // All files use the n8n that the global setup has started.
          fileParallelism: false,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})

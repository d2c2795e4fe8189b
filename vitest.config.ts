import process from 'node:process'
import { defineConfig } from 'vitest/config'

// Where .ci/run collects the numbers of all runs; one file per process.
const resultsFolder = process.env.HELIOGRAPH_RESULTS

export default defineConfig({
  // Without these conditions Vitest loads graphql twice (once as CommonJS), and its instanceof checks fail.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  test: {
    reporters:
      resultsFolder === undefined
        ? ['default']
        : ['default', ['json', { outputFile: `${resultsFolder}/vitest-${process.pid}.json` }]],
    projects: [
      { extends: true, test: { name: 'unit', include: ['{packages/*/src,scripts}/**/*.test.ts'] } },
      { extends: true, test: { name: 'contract', include: ['test/contract/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Without these conditions Vitest loads graphql twice (once as CommonJS), and its instanceof checks fail.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'contract', include: ['test/contract/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
})

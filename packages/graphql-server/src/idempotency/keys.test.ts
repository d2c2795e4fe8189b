import { describeKeys } from '../testing/describe-keys.ts'
import { testStore } from '../testing/test-store.ts'

// PostgreSQL has the same tests in test/e2e.
describeKeys('PGlite', () => Promise.resolve(testStore()))

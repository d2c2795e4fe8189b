import { describeSends } from '../testing/describe-sends.ts'
import { testStore } from '../testing/test-store.ts'

// PostgreSQL has the same tests in test/e2e.
describeSends('PGlite', () => Promise.resolve(testStore()))

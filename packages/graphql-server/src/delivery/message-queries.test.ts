import { describeMessageQueries } from '../testing/describe-message-queries.ts'
import { testStore } from '../testing/test-store.ts'

// PostgreSQL has the same tests in test/e2e.
describeMessageQueries('PGlite', () => Promise.resolve(testStore()))

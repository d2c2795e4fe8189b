import { describeChangeLog } from '../testing/describe-change-log.ts'
import { testStore } from '../testing/test-store.ts'

// PostgreSQL has the same tests in test/e2e.
describeChangeLog('PGlite', () => Promise.resolve(testStore()))

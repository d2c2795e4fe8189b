import { describeReports } from '../testing/describe-reports.ts'
import { testStore } from '../testing/test-store.ts'

// PostgreSQL has the same tests in test/e2e.
describeReports('PGlite', () => Promise.resolve(testStore()))

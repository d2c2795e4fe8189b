import { describeTakenReports } from '../testing/describe-taken-reports.ts'
import { testStore } from '../testing/test-store.ts'

// PostgreSQL has the same tests in test/e2e.
describeTakenReports('PGlite', () => Promise.resolve(testStore()))

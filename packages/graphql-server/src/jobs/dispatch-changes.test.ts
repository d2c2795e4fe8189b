import { describeDispatchChanges } from '../testing/describe-dispatch-changes.ts'
import { testStore } from '../testing/test-store.ts'

// PostgreSQL has the same tests in test/e2e.
describeDispatchChanges('PGlite', () => Promise.resolve(testStore()))

import { describeMessageSubscription } from '../testing/describe-message-subscription.ts'
import { testStore } from '../testing/test-store.ts'

// PostgreSQL has the same tests in test/e2e.
describeMessageSubscription('PGlite', () => Promise.resolve(testStore()))

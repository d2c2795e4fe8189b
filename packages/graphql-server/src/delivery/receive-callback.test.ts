import { describeReceivedCallbacks } from '../testing/describe-received-callbacks.ts'
import { testStore } from '../testing/test-store.ts'

// PostgreSQL has the same tests in test/e2e.
describeReceivedCallbacks('PGlite', () => Promise.resolve(testStore()))

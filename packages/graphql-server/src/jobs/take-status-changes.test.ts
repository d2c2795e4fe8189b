import { describeTakeStatusChanges } from '../testing/describe-take-status-changes.ts'
import { testStore } from '../testing/test-store.ts'

describeTakeStatusChanges('PGlite', () => Promise.resolve(testStore()))

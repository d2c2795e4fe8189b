import { describePollAccount } from '../testing/describe-poll-account.ts'
import { testStore } from '../testing/test-store.ts'

describePollAccount('PGlite', () => Promise.resolve(testStore()))

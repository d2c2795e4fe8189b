import { describeRetention } from '../testing/describe-retention.ts'
import { testStore } from '../testing/test-store.ts'

describeRetention('PGlite', () => Promise.resolve(testStore()))

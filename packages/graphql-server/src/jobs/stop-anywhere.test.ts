import { describeStopAnywhere } from '../testing/describe-stop-anywhere.ts'
import { testStore } from '../testing/test-store.ts'

describeStopAnywhere('PGlite', () => Promise.resolve(testStore()))

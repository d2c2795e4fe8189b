import { describeCallbacks } from '../testing/describe-callbacks.ts'
import { testStore } from '../testing/test-store.ts'

describeCallbacks('PGlite', () => Promise.resolve(testStore()))

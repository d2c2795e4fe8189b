import { describeDeadLetters } from '../testing/describe-dead-letters.ts'
import { testStore } from '../testing/test-store.ts'

describeDeadLetters('PGlite', () => Promise.resolve(testStore()))

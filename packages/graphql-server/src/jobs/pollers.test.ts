import { startSandbox } from '@heliograph/sandbox'
import { describePollers } from '../testing/describe-pollers.ts'
import { testStore } from '../testing/test-store.ts'

describePollers('PGlite', () => Promise.resolve(testStore()), startSandbox)

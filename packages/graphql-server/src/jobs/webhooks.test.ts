import { describeWebhooks } from '../testing/describe-webhooks.ts'
import { testStore } from '../testing/test-store.ts'

describeWebhooks('PGlite', () => Promise.resolve(testStore()))

import { describeSendPlans } from '../testing/describe-send-plans.ts'
import { testStore } from '../testing/test-store.ts'

describeSendPlans('PGlite', async () => testStore())

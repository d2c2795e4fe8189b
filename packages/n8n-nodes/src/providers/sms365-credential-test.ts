import { listOperations, sms365 } from '@heliograph/core'
import { testedBy } from '../connect/credential-test.ts'

/** Asks for the balance, which is free. */
export const testSms365Credential = testedBy({
  entries: listOperations(sms365),
  operation: 'sms365.me.balance',
  input: {},
  isGood: ({ output }) => output !== undefined,
  hint: 'The API key is wrong, or your IP is not white-listed in the sms365 account.',
})

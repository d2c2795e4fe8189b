import { expectTypeOf, test } from 'vitest'
import { createClient } from './client.ts'
import { netoxygen } from './providers/netoxygen/index.ts'
import { proxstop } from './providers/proxstop/index.ts'
import { sms365 } from './providers/sms365/index.ts'
import type { Transport } from './transport.ts'

declare const transport: Transport

test('methods infer their inputs and outputs', () => {
  const { contact, sms, me, twoFactor } = createClient({ provider: sms365, credentials: { apiKey: 'x' }, transport })

  expectTypeOf(contact.add).parameter(0).toHaveProperty('mobile').toEqualTypeOf<string>()
  expectTypeOf(contact.add).parameter(0).toHaveProperty('name').toEqualTypeOf<string | undefined>()
  expectTypeOf(contact.add).returns.resolves.toEqualTypeOf<{ contactId: string }>()
  expectTypeOf(sms.send).parameter(0).toHaveProperty('sendAt').toEqualTypeOf<Date | string | undefined>()
  expectTypeOf(sms.send).returns.resolves.toHaveProperty('cost').toEqualTypeOf<string | null>()
  expectTypeOf(sms.bulk).parameter(0).toHaveProperty('to').toEqualTypeOf<string[]>()
  expectTypeOf(me.balance).toBeCallableWith()
  expectTypeOf(me.balance).returns.resolves.toEqualTypeOf<{ balance: string }>()
  expectTypeOf(twoFactor.check).returns.resolves.toEqualTypeOf<{ authenticated: boolean }>()
})

test('choices are closed sets', () => {
  const { telephone } = createClient({ provider: proxstop, credentials: { apiKey: 'x' }, transport })
  type Language = NonNullable<Parameters<typeof telephone.call>[0]['language']>
  expectTypeOf<'FRENCH'>().toExtend<Language>()
  expectTypeOf<'LATIN'>().not.toExtend<Language>()
  expectTypeOf(telephone.status).returns.resolves.toHaveProperty('valid').toEqualTypeOf<boolean | null>()
})

test('what is wrong does not compile', () => {
  const { message } = createClient({ provider: netoxygen, credentials: { username: 'x', password: 'y' }, transport })
  expectTypeOf(message.send).parameter(0).not.toExtend<{ to: string }>()
  expectTypeOf<{ message: string }>().not.toExtend<Parameters<typeof message.send>[0]>()
  expectTypeOf(message).not.toHaveProperty('delete')
  expectTypeOf<{ provider: typeof netoxygen; credentials: { apiKey: string }; transport: Transport }>().not.toExtend<
    Parameters<typeof createClient<typeof netoxygen>>[0]
  >()
})

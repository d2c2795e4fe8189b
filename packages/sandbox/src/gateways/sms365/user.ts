import type { Sms365Account } from './account.ts'
import { list } from './answer-value.ts'
import { type Call, type Endpoints, requireField } from './endpoint.ts'
import { Refusal } from './errors.ts'

/** How many sub-accounts an account may have; the vendor gives no number. */
export const maxSubAccounts = 50

/** The sub-account that a call names. Throws Refusals 208 and 209. */
export const requireSubAccount = (call: Call): Sms365Account => {
  const userId = requireField(call, 'userId', 208)
  const user = call.accounts.subAccountsOf(call.account).find((account) => String(account.userId) === userId)
  if (!user) throw new Refusal(209)
  return user
}

const describe = ({ userId, balance }: Sms365Account) => ({ user: { userId, balance } })

/** api/user of the vendor's page. */
export const userEndpoints: Endpoints = {
  'user/add': {
    access: 'key',
    run(call) {
      const { account, accounts } = call
      // Neither parameter has an error of its own.
      const email = requireField(call, 'email', 101)
      const password = requireField(call, 'password', 101)
      if (accounts.isRegistered(email)) throw new Refusal(601)
      if (accounts.subAccountsOf(account).length >= maxSubAccounts) throw new Refusal(602)
      return describe(accounts.add({ username: email, email, password, mobile: '', balance: 0 }, account))
    },
  },
  'user/list': {
    access: 'key',
    run({ account, accounts }) {
      const rows = accounts.subAccountsOf(account).map(({ userId, username, email, balance, mobile, apiKey }) => ({
        userId,
        username,
        email,
        balance,
        mobile,
        key: apiKey,
      }))
      return { user: list(rows, 'user', 'numericKeys'), total: rows.length }
    },
  },
  'user/topup': {
    access: 'key',
    run(call) {
      const { account, context, fields } = call
      const user = requireSubAccount(call)
      const sms = fields['sms']?.trim() ?? ''
      const cost = fields['cost']?.trim() ?? ''
      if (!/^-?\d{1,9}$/.test(sms)) throw new Refusal(206)
      if (!/^-?\d{1,9}(\.\d+)?$/.test(cost)) throw new Refusal(207)
      const moved = Number(sms)
      if (user.balance + moved < 0) throw new Refusal(210)
      if (account.balance < moved) throw new Refusal(211)
      account.balance -= moved
      user.balance += moved
      user.purchases.push({ purchaseId: context.nextId(), at: context.clock.now(), cost: Number(cost), sms: moved })
      return describe(user)
    },
  },
}

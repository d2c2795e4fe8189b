import { randomBytes } from 'node:crypto'
import type { SandboxContext } from '../../context.ts'
import { type Sms365Account, type Sms365AccountOptions, createSms365Account } from './account.ts'

/** All accounts of the platform, main and sub. */
export interface AccountRegistry {
  /** The default account. */
  readonly main: Sms365Account
  add(options: Sms365AccountOptions, parent?: Sms365Account): Sms365Account
  findByKey(apiKey: string): Sms365Account | undefined
  /** By user name, email or mobile number, and the password. */
  findByLogin(login: string, password: string): Sms365Account | undefined
  /** Whether anybody has this user name or email. */
  isRegistered(login: string): boolean
  subAccountsOf(parent: Sms365Account): readonly Sms365Account[]
  /** Gives an account a new key; the old one is dead at once. */
  resetKey(account: Sms365Account): string
}

const createKey = () => randomBytes(16).toString('hex')

/** Makes a registry of the given main accounts; one at least. */
export const createAccountRegistry = (
  context: SandboxContext,
  [first = {}, ...others]: readonly Sms365AccountOptions[] = [],
): AccountRegistry => {
  const accounts: Sms365Account[] = []
  const add: AccountRegistry['add'] = (options, parent) => {
    const account = createSms365Account(
      {
        userId: context.nextId(),
        parentId: parent?.userId ?? null,
        purchaseId: context.nextId(),
        now: context.clock.now(),
      },
      parent ? { ...options, apiKey: createKey() } : options,
    )
    const { username, apiKey } = account
    if (accounts.some((other) => other.username === username || other.apiKey === apiKey)) {
      throw new Error(`Each sms365 account needs a user name and a key of its own; ${username} is there twice`)
    }
    accounts.push(account)
    return account
  }
  const main = add(first)
  for (const options of others) add(options)
  return {
    main,
    add,
    findByKey: (apiKey) => accounts.find((account) => account.apiKey === apiKey),
    findByLogin: (login, password) =>
      accounts.find(
        ({ username, email, mobile, ...account }) =>
          account.password === password && [username, email, mobile].includes(login),
      ),
    isRegistered: (login) =>
      accounts.some(({ username, email }) =>
        [username, email].some((name) => name.toLowerCase() === login.toLowerCase()),
      ),
    subAccountsOf: (parent) => accounts.filter(({ parentId }) => parentId === parent.userId),
    resetKey(account) {
      account.apiKey = createKey()
      return account.apiKey
    },
  }
}

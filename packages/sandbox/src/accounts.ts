import { type NetoxygenAccount, createNetoxygenAccount } from './gateways/netoxygen/account.ts'
import { type ProxstopAccount, createProxstopAccount } from './gateways/proxstop/account.ts'
import type { Sms365AccountOptions } from './gateways/sms365/account.ts'

/** The accounts of a sandbox. Of each gateway the first is the default one; a gateway that is left out has just that. */
export interface AccountOptions {
  readonly proxstop?: readonly Partial<ProxstopAccount>[]
  readonly sms365?: readonly Sms365AccountOptions[]
  readonly netoxygen?: readonly Partial<NetoxygenAccount>[]
}

/** Credentials of the default account of each gateway. */
export interface SandboxCredentials {
  readonly proxstop: { readonly apiKey: string }
  readonly sms365: { readonly apiKey: string; readonly username: string; readonly password: string }
  readonly netoxygen: { readonly username: string; readonly password: string }
}

/** A list whose first item is there. */
export type NonEmpty<Item> = readonly [Item, ...Item[]]

const createAll = <Options, Account>(
  options: readonly Partial<Options>[] | undefined,
  create: (options: Partial<Options>) => Account,
  nameOf: (account: Account) => string,
): NonEmpty<Account> => {
  const [first = {}, ...others] = options ?? []
  const accounts: NonEmpty<Account> = [create(first), ...others.map(create)]
  if (new Set(accounts.map(nameOf)).size < accounts.length) {
    throw new Error(`Each account needs a name of its own, not ${accounts.map(nameOf).join(' and ')}`)
  }
  return accounts
}

/** Makes the accounts of ProxStop; one at least. */
export const createProxstopAccounts = (options: AccountOptions['proxstop']): NonEmpty<ProxstopAccount> =>
  createAll(options, createProxstopAccount, ({ apiKey }) => apiKey)

/** Makes the accounts of NetOxygen; one at least. */
export const createNetoxygenAccounts = (options: AccountOptions['netoxygen']): NonEmpty<NetoxygenAccount> =>
  createAll(options, createNetoxygenAccount, ({ username }) => username)

import type { Endpoints } from './endpoint.ts'

/** api/key of the vendor's page: for a user name and password, or for the key itself. */
export const keyEndpoints: Endpoints = {
  'key/get': { access: 'login', run: ({ account }) => ({ key: account.apiKey }) },
  'key/reset': { access: 'login', run: ({ account, accounts }) => ({ key: accounts.resetKey(account) }) },
}

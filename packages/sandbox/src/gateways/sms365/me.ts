import type { Endpoint, Endpoints } from './endpoint.ts'

const balance: Endpoint = { access: 'key', run: ({ account }) => ({ balance: account.balance }) }

/** api/me of the vendor's page; balance/get is its alias of version 2. */
export const meEndpoints: Endpoints = { 'me/balance': balance, 'balance/get': balance }

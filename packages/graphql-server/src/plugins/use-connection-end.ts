import type { Plugin } from 'graphql-yoga'

/** Says in the answer to a body that was not read to its end that the connection ends with it. */
export const useConnectionEnd = (): Plugin => ({
  onResponse({ response }) {
    if (response.status === 413 || response.status === 415) response.headers.set('connection', 'close')
  },
})

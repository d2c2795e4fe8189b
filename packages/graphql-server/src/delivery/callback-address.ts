import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { CatalogueEntry } from '@heliograph/core'

/** The name of the secret behind the tokens, in the store. */
export const callbackSecretName = 'callbacks'

/** Where this server listens for the reports of a provider. */
export const callbackPath = '/callbacks/sms365/'

/** The addresses that a provider calls with what became of a message: unguessable, one for each message. */
export interface CallbackAddresses {
  /** The address for a message; undefined where providers are not to call this server. */
  addressOf(messageId: string): string | undefined
  /** The message whose address a path is; undefined if it is none of ours. Compares in constant time. */
  identify(pathname: string): string | undefined
}

const addressForm = /\/callbacks\/sms365\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([\w-]{43})$/

/**
 * Addresses under a public URL. A token depends on the message and the secret alone, so that an address that was given out is
 * good after the public URL has changed, or was taken away.
 */
export const createCallbackAddresses = (secret: KeyObject, publicUrl: string | undefined): CallbackAddresses => {
  const tokenOf = (messageId: string): string => createHmac('sha256', secret).update(messageId).digest('base64url')
  return {
    addressOf: (messageId) =>
      publicUrl === undefined ? undefined : `${publicUrl}${callbackPath}${messageId}/${tokenOf(messageId)}`,
    identify(pathname) {
      const [, messageId, token] = addressForm.exec(pathname) ?? []
      if (messageId === undefined || token === undefined) return undefined
      return timingSafeEqual(Buffer.from(token), Buffer.from(tokenOf(messageId))) ? messageId : undefined
    },
  }
}

/** An input whose report comes to us, and the address that the caller wants called. */
export interface RoutedInput {
  readonly input: Readonly<Record<string, unknown>>
  /** The caller's own address; null if none was given, or if the provider itself calls it. */
  readonly callbackUrl: string | null
}

/**
 * Puts our own address into an input that has a field for one, in the place of the caller's, which we call after ours. Without
 * an address of ours, or a field for it, the input stays as it is.
 */
export const routeCallback = (
  { inputFields }: Pick<CatalogueEntry, 'inputFields'>,
  input: Readonly<Record<string, unknown>>,
  address: string | undefined,
): RoutedInput => {
  const field = inputFields.find(({ kind }) => kind === 'callbackUrl')
  if (!field || address === undefined) return { input, callbackUrl: null }
  const given = input[field.name]
  return { input: { ...input, [field.name]: address }, callbackUrl: typeof given === 'string' ? given : null }
}

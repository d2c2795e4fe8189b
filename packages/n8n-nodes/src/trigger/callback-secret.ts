import { createHash, timingSafeEqual } from 'node:crypto'

/** The name of the secret in the address that sms365 calls. */
export const secretParameter = 'secret'

/** Says what a secret lacks to be one that nobody guesses, and that stands in an address as it is; undefined if nothing. */
export const findSecretProblem = (secret: string): string | undefined => {
  if (!/^[\w.~-]*$/.test(secret)) return 'It may have letters, digits, and the signs - . _ ~ only'
  return secret.length < 16 ? 'It needs at least 16 characters' : undefined
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Compares in a time that does not depend on where the two differ. A secret that is none (too short, or empty) equals nothing. */
export const isSameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(digest(given), digest(expected)) && findSecretProblem(expected) === undefined

/** The secret that the trigger's panel holds; empty where there is none. */
export const readSecret = (functions: { getNodeParameter(name: string, fallback: unknown): unknown }): string => {
  const secret = functions.getNodeParameter('callbackSecret', '')
  return typeof secret === 'string' ? secret : ''
}

import { TransportError } from '@heliograph/core'
import { UncallableAddressError } from '../jobs/call-address.ts'

/** Hears how a request ended (a status, or why no answer came), and how many seconds that took. */
export type RequestWatcher = (result: string, seconds: number) => void

const nameFailure = (error: unknown): string => {
  if (error instanceof TransportError) return error.reason
  return error instanceof UncallableAddressError ? 'uncallable' : 'failed'
}

/** Sends an HTTP request of ours and tells how it ended; what it answers or throws is handed on. */
export const watchRequest = async <Answer extends { readonly status: number }>(
  send: () => Promise<Answer>,
  onEnd: RequestWatcher,
): Promise<Answer> => {
  const startedAt = performance.now()
  let result = 'failed'
  try {
    const answer = await send()
    result = String(answer.status)
    return answer
  } catch (error) {
    result = nameFailure(error)
    throw error
  } finally {
    onEnd(result, (performance.now() - startedAt) / 1_000)
  }
}

import type { MessageStatus } from '@heliograph/core'

/** Whether the workflow starts for a status. No choice at all means every status. */
export const isWanted = (
  functions: { getNodeParameter(name: string, fallback: unknown): unknown },
  status: MessageStatus,
): boolean => {
  const wanted = functions.getNodeParameter('statuses', []) as readonly string[]
  return wanted.length === 0 || wanted.includes(status)
}

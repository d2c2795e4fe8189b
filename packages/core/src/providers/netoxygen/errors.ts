import type { ErrorKind, ErrorMeaning, ErrorTable } from '../../provider-call-error.ts'

/** Answers that fail a call as a whole. Fault numbers are not documented: they stay as they come. */
export const errors: ErrorTable = {
  FALSE: {
    kind: 'authentication',
    meaning: 'The gateway answered FALSE',
    advice: 'Check the user name and the password of the NetOxygen account.',
  },
}

const means = (kind: ErrorKind, meaning: string, advice: string): ErrorMeaning => ({ kind, meaning, advice })

/**
 * Error codes of single messages: the third element of a row of send_message, and sent_status of get_status.
 * Source: "Error codes" in the vendor's document "Interface XML-RPC". 1 and 9 are no errors.
 */
export const messageErrors = {
  1: means('rejected', 'OK', 'The message has been received or is being sent.'),
  2: means('unavailable', 'Gateway error', 'The SMS gateway has a problem: try again later.'),
  3: means('rejected', 'Message routing error', 'The SMS could not be routed: check the number, or try again later.'),
  4: means('invalid-input', 'Message format error', 'Check the text of the message.'),
  5: means('invalid-input', 'Invalid destination number', 'Check the number of the recipient.'),
  6: means('invalid-input', 'Invalid source number', 'Check the sender.'),
  7: means('invalid-input', 'Empty message', 'Give a text.'),
  8: means('invalid-input', 'Max message length exceeded', 'Shorten the text.'),
  9: means('conflict', 'Pending', 'The message is scheduled.'),
  10: means('conflict', 'Message canceled', 'It was cancelled before it could be sent.'),
} as const satisfies ErrorTable

/** A code with its meaning and what to do; null for one that is not documented. */
export const describeMessageError = (code: number): string | null => {
  const known = (messageErrors as Readonly<Record<number, ErrorMeaning>>)[code]
  return known ? `${known.meaning}. ${known.advice}` : null
}

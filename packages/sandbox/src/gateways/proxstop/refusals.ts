/**
 * Error codes and their texts. The first two and NO_POINTS are the vendor's; the rest are inferred from their pattern,
 * because the vendor's list is not public.
 */
export const refusals = {
  INVALID_TELEPHONE: 'The telephone number provided is not valid.',
  INVALID_TELEREFERENCE: 'The telephone reference ID provided is not valid.',
  NO_POINTS: 'There are no points left in your account.',
  INVALID_KEY: 'The API key provided is not valid.',
  INVALID_COUNTRY: 'The country code provided is not valid.',
  INVALID_CODE: 'The verification code provided is not valid.',
  INVALID_MESSAGE: 'The message provided is not valid.',
  INVALID_EXTENSION: 'The extension provided is not valid.',
} as const

export type RefusalCode = keyof typeof refusals

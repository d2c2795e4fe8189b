import type { ErrorTable } from '../../provider-call-error.ts'

/** Codes of `<error_code>`. The vendor documents the first two; NO_POINTS is seen in independent code; INVALID_KEY is inferred. */
export const errors: ErrorTable = {
  INVALID_TELEPHONE: {
    kind: 'invalid-input',
    meaning: 'The telephone number provided is not valid.',
    advice: 'Check the country code and the number; give the number without the country code.',
    field: 'phone',
  },
  INVALID_TELEREFERENCE: {
    kind: 'not-found',
    meaning: 'The telephone reference ID provided is not valid.',
    advice: 'Give the reference that the call or SMS was answered with, all 32 characters of it.',
  },
  NO_POINTS: {
    kind: 'insufficient-credit',
    meaning: 'The account has no points left.',
    advice: 'Buy points in the ProxStop account.',
  },
  INVALID_KEY: {
    kind: 'authentication',
    meaning: 'The API key is not valid.',
    advice: 'Check the API key in the ProxStop account.',
  },
}

/**
 * Whether a text can go over every provider's wire: no control characters but tab and line ends, and no half of a
 * surrogate pair. No network carries them, and XML has no form for them.
 */
export const isPlainText = (value: string): boolean =>
  value.isWellFormed() && !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(value)

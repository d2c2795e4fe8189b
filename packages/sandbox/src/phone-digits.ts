/** A number without anything but its digits; 00 and + before the country code fall away. */
export const phoneDigits = (text: string): string => text.replace(/\D/g, '').replace(/^00/, '')

/** Version 0.1.7, as far as the tests use it as an oracle. */
declare module 'split-sms' {
  interface Part {
    readonly content: string
    /** Characters; a surrogate pair is one. */
    readonly length: number
    /** Septets in GSM, octets in Unicode. */
    readonly bytes: number
  }

  interface SplitMessage {
    readonly characterSet: 'GSM' | 'Unicode'
    readonly parts: readonly Part[]
    /** Septets in GSM, octets in Unicode. */
    readonly bytes: number
    readonly length: number
    readonly remainingInPart: number
  }

  export function split(message: string, options?: { characterset?: 'GSM' | 'Unicode' }): SplitMessage
}

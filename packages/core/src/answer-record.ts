import { UnreadableAnswerError, type DriftChange, type ReadContext } from './provider.ts'

const decimalText = /^[+-]?\d+(\.\d+)?$/
const trueWords = new Set(['true', '1', 'yes'])
const falseWords = new Set(['false', '0', 'no'])

/**
 * Reads one record of a provider's answer field by field: by any of its known names, from string or number,
 * and remembers what was read, so that the rest can be reported as drift.
 * A method without "optional" throws UnreadableAnswerError when the field is missing or unreadable;
 * the others answer null.
 */
export class AnswerRecord {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #path: string
  readonly #context: ReadContext
  readonly #read = new Set<string>()
  readonly #nested: AnswerRecord[] = []

  constructor(values: Readonly<Record<string, unknown>>, path: string, context: ReadContext) {
    this.#values = values
    this.#path = path
    this.#context = context
  }

  /** The value under the first of the names that is present and not null; all of the names count as read. */
  raw(...names: readonly string[]): unknown {
    let found: unknown
    for (const name of names) {
      this.#read.add(name)
      if (found === undefined && Object.hasOwn(this.#values, name)) found = this.#values[name] ?? undefined
    }
    return found
  }

  names(): readonly string[] {
    return Object.keys(this.#values)
  }

  text(...names: readonly string[]): string {
    return this.optionalText(...names) ?? this.#fail(names)
  }

  /** Empty text counts as absent: the providers write it for null. */
  optionalText(...names: readonly string[]): string | null {
    return this.#scalar(names)
  }

  /** Text that may be empty and is never absent. */
  textOrEmpty(...names: readonly string[]): string {
    return this.#scalar(names) ?? ''
  }

  decimal(...names: readonly string[]): string {
    return this.optionalDecimal(...names) ?? this.#fail(names)
  }

  optionalDecimal(...names: readonly string[]): string | null {
    return this.#convert(names, (value) => (decimalText.test(value) ? value.replace(/^\+/, '') : undefined))
  }

  integer(...names: readonly string[]): number {
    return this.optionalInteger(...names) ?? this.#fail(names)
  }

  optionalInteger(...names: readonly string[]): number | null {
    return this.#convert(names, (value) => {
      const number = decimalText.test(value) ? Number(value) : Number.NaN
      return Number.isSafeInteger(number) ? number : undefined
    })
  }

  optionalFlag(...names: readonly string[]): boolean | null {
    return this.#convert(names, (value) => {
      const word = value.toLowerCase()
      if (trueWords.has(word)) return true
      return falseWords.has(word) ? false : undefined
    })
  }

  /** The nested record under one of the names; an empty text or list in its place counts as absent. */
  optionalRecord(...names: readonly string[]): AnswerRecord | null {
    const value = this.raw(...names)
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return null
    const nested = this.nested(value, names[0] as string)
    if (!nested) this.drift(names[0] as string, 'changed')
    return nested
  }

  record(...names: readonly string[]): AnswerRecord {
    return this.optionalRecord(...names) ?? this.#fail(names)
  }

  /** A record that stands at `name` below this one; null when the value is none. */
  nested(value: unknown, name: string): AnswerRecord | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    const nested = new AnswerRecord(value as Record<string, unknown>, this.#pathOf(name), this.#context)
    this.#nested.push(nested)
    return nested
  }

  drift(name: string, change: DriftChange): void {
    this.#context.drift(this.#pathOf(name), change)
  }

  /** Reports every field that nobody read, here and in the nested records; `call` does so once the answer is decoded. */
  reportUnread(): void {
    for (const name of this.names()) if (!this.#read.has(name)) this.drift(name, 'added')
    for (const nested of this.#nested) nested.reportUnread()
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`
  }

  #scalar(names: readonly string[]): string | null {
    const value = this.raw(...names)
    if (value === undefined || value === '') return null
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    // XML-RPC's base64; the providers that use it put UTF-8 into it.
    if (value instanceof Uint8Array) return new TextDecoder().decode(value)
    this.drift(names[0] as string, 'changed')
    return null
  }

  #convert<Value>(names: readonly string[], convert: (value: string) => Value | undefined): Value | null {
    const value = this.#scalar(names)
    if (value === null) return null
    const converted = convert(value.trim())
    if (converted !== undefined) return converted
    this.drift(names[0] as string, 'changed')
    return null
  }

  #fail(names: readonly string[]): never {
    const missing = names.map((name) => this.#pathOf(name)).join(' or ')
    throw new UnreadableAnswerError(`the answer lacks a readable ${missing}`)
  }
}

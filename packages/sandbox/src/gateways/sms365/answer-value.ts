/** How the vendor's page writes a list: under a name, as numeric keys beside the envelope, or wrapped as in the XML. */
export type ListForm = 'array' | 'numericKeys' | 'wrapper'

/** A list before a quirk has given it its shape. */
export class AnswerList {
  readonly values: readonly AnswerValue[]
  readonly form: ListForm
  readonly itemName: string

  constructor(values: readonly AnswerValue[], itemName: string, form: ListForm) {
    this.values = values
    this.itemName = itemName
    this.form = form
  }
}

/** A time of an answer, in milliseconds since 1970. */
export class AnswerTime {
  readonly ms: number

  constructor(ms: number) {
    this.ms = ms
  }
}

/** A status of an SMS: sent or pending, delivered, failed. */
export class AnswerStatus {
  readonly letter: 's' | 'd' | 'f'

  constructor(letter: 's' | 'd' | 'f') {
    this.letter = letter
  }
}

/** The fields of an answer, or of a row in it. */
export interface AnswerFields {
  readonly [name: string]: AnswerValue
}

/** What an endpoint answers, before quirks. A number may be written as text; a text stays a text. */
export type AnswerValue = string | number | boolean | null | AnswerList | AnswerTime | AnswerStatus | AnswerFields

/** A list under a name of the answer. */
export const list = (values: readonly AnswerValue[], itemName: string, form: ListForm = 'array'): AnswerList =>
  new AnswerList(values, itemName, form)

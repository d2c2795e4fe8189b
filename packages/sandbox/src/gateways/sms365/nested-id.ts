import type { Quirks } from '../../quirks.ts'
import type { AnswerFields } from './answer-value.ts'

/** An id of a new thing: flat as the vendor's page has it, or inside the things that it belongs to. */
export const nestId = (
  { nestedIds }: Quirks['sms365'],
  path: readonly string[],
  name: string,
  id: number,
): AnswerFields =>
  nestedIds ? path.reduceRight<AnswerFields>((inner, outer) => ({ [outer]: inner }), { [name]: id }) : { [name]: id }

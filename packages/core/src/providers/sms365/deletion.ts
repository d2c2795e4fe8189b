import { answered } from '../../answer-fields.ts'
import { fields } from '../../fields.ts'

/** The output of every deletion. */
export const deletionOutput = fields({
  deleted: answered('flag', 'Always true: a deletion that fails is an error'),
})

/** The answer holds nothing but its envelope. */
export const decodeDeletion = () => ({ deleted: true })

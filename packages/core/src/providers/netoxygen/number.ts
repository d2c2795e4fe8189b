import { answered } from '../../answer-fields.ts'
import { fields, text } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { defineOperation } from './operation.ts'

/** Source: clean_number of the vendor's document "Interface XML-RPC". */
export const number = {
  title: 'Number',
  description: 'Phone numbers as such',
  operations: {
    clean: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Clean Number',
      action: 'Bring a number into international form',
      summary: 'Brings a number as people write it into the international form that the gateway uses.',
      input: fields({ number: text({ description: 'Number as people write it', example: '022/364 8000' }) }),
      output: fields({ number: answered('phoneNumber', 'The number in international form, digits only') }),
      errors: ['FALSE'],
      examples: [
        {
          title: "The vendor's own",
          input: { number: '022/364 8000' },
          wire: '<?xml version="1.0" encoding="UTF-8"?><methodResponse><params><param><value><string>41223648000</string></value></param></params></methodResponse>',
          output: { number: '41223648000' },
        },
      ],
      encode({ number: written }) {
        return { method: 'clean_number', parameters: [written] }
      },
      decode(answer) {
        return { number: answer.text('value') }
      },
    }),
  },
} satisfies Resource

import { answered, nullable, record } from '../../answer-fields.ts'
import { fields, text } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { defineOperation } from './operation.ts'

/** Source: api/mobile of the vendor's page. */
export const mobile = {
  title: 'Mobile',
  description: 'Mobile numbers as such',
  operations: {
    check: defineOperation({
      kind: 'query',
      retry: 'safe',
      access: 'read',
      title: 'Check Mobile',
      action: 'Check a mobile number',
      summary:
        'Says whether a text holds a mobile number, with its country, its network and what an SMS to it costs. Free, and needs no key.',
      input: fields({
        mobile: text({
          description: 'Any text with a number in it; everything but digits is ignored',
          example: '+30 697 123 4567',
        }),
      }),
      output: fields({
        mobile: record('Mobile', 'A mobile number, taken apart', {
          msisdn: answered('phoneNumber', 'International form, digits only'),
          national: nullable(answered('phoneNumber', 'National form')),
          country: nullable(answered('text', 'Country')),
          countryCode: nullable(answered('text', 'Country calling code')),
          gsmCode: nullable(answered('text', 'Network prefix')),
          number: nullable(answered('text', 'Number without its prefixes')),
          mcc: nullable(answered('mcc', 'Mobile country code of the network')),
          mnc: nullable(answered('mnc', 'Mobile network code of the network')),
          cost: nullable(answered('amount', 'SMS credits that one SMS part costs')),
        }),
      }),
      errors: ['201', '205'],
      examples: [
        {
          title: 'Numbers where the rest is text',
          input: { mobile: '+30 697 123 4567' },
          wire: '{"total":"1","mobile":{"msisdn":"306971234567","national":"6971234567","country":"GREECE","countryCode":30,"gsmCode":"697","number":"1234567","mcc":"202","mnc":"05","cost":1},"status":"1","error":"0","remarks":"Success"}',
          output: {
            mobile: {
              msisdn: '306971234567',
              national: '6971234567',
              country: 'GREECE',
              countryCode: '30',
              gsmCode: '697',
              number: '1234567',
              mcc: '202',
              mnc: '05',
              cost: '1',
            },
          },
        },
      ],
      encode(input) {
        return { endpoint: 'mobile/check', parameters: input, credentials: 'none' }
      },
      decode(answer) {
        answer.raw('total')
        const found = answer.record('mobile')
        return {
          mobile: {
            msisdn: found.text('msisdn'),
            national: found.optionalText('national'),
            country: found.optionalText('country'),
            countryCode: found.optionalText('countryCode'),
            gsmCode: found.optionalText('gsmCode'),
            number: found.optionalText('number'),
            mcc: found.optionalText('mcc'),
            mnc: found.optionalText('mnc'),
            cost: found.optionalDecimal('cost'),
          },
        }
      },
    }),
  },
} satisfies Resource

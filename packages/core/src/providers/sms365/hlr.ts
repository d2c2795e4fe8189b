import { answered, nullable } from '../../answer-fields.ts'
import { fields, phoneNumber } from '../../fields.ts'
import type { Resource } from '../../operation.ts'
import { defineOperation } from './operation.ts'

/** Source: api/hlr of the vendor's page. */
export const hlr = {
  title: 'HLR',
  description: 'Home Location Register: what networks know of a number',
  operations: {
    lookup: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'send',
      title: 'Look Up Number',
      action: 'Look a number up in the HLR',
      summary:
        'Asks the networks about a mobile number: whether it exists, its network, and whether it was ported. Each look-up costs a tenth of an SMS.',
      adviceWhenUnknown: 'It may have cost a tenth of an SMS; repeating it costs as much again and does nothing else.',
      input: fields({
        mobile: phoneNumber({
          description: 'Mobile number of any country, with its country code',
          example: '306971234567',
        }),
      }),
      output: fields({
        result: nullable(answered('rawValue', 'Result; OK for a number that works')),
        description: nullable(answered('text', 'What the result means')),
        mcc: nullable(answered('mcc', 'Mobile country code of the present network')),
        mnc: nullable(answered('mnc', 'Mobile network code of the present network')),
        network: nullable(answered('text', 'Name of the present network')),
        country: nullable(answered('text', 'Country')),
        countryCode: nullable(answered('text', 'Country calling code')),
        ported: nullable(answered('flag', 'Whether it was ported to another network')),
        cctld: nullable(answered('text', 'Top-level domain of the country')),
        mccInitial: nullable(answered('mcc', 'Mobile country code of the first network')),
        mncInitial: nullable(answered('mnc', 'Mobile network code of the first network')),
      }),
      errors: ['101', '105', '201', '205'],
      examples: [
        {
          title: 'Ported',
          input: { mobile: '306971234567' },
          wire: '{"result":"OK","description":"Subscriber is available","mcc":"202","mnc":"05","network":"Vodafone","country":"Greece","countryCode":"30","ported":"yes","cctld":"GR","mccInitial":"202","mncInitial":"01","status":"1","error":"0","remarks":"Success"}',
          output: {
            result: 'OK',
            description: 'Subscriber is available',
            mcc: '202',
            mnc: '05',
            network: 'Vodafone',
            country: 'Greece',
            countryCode: '30',
            ported: true,
            cctld: 'GR',
            mccInitial: '202',
            mncInitial: '01',
          },
        },
      ],
      encode(input) {
        return { endpoint: 'hlr/lookup', parameters: input }
      },
      decode(answer) {
        return {
          result: answer.optionalText('result'),
          description: answer.optionalText('description'),
          mcc: answer.optionalText('mcc'),
          mnc: answer.optionalText('mnc'),
          network: answer.optionalText('network'),
          country: answer.optionalText('country'),
          countryCode: answer.optionalText('countryCode'),
          ported: answer.optionalFlag('ported'),
          cctld: answer.optionalText('cctld'),
          mccInitial: answer.optionalText('mccInitial'),
          mncInitial: answer.optionalText('mncInitial'),
        }
      },
    }),
  },
} satisfies Resource

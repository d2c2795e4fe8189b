import { answered, nullable, record, rows } from '../../answer-fields.ts'
import { fields } from '../../fields.ts'
import { acceptedMessage, readBulkAnswer } from '../../messages/sent-messages.ts'
import type { Resource } from '../../operation.ts'
import {
  balance,
  callback,
  cost,
  flash,
  from,
  messageBody,
  recipients,
  sendAt,
  smsId,
  to,
  toUnixSeconds,
  unicode,
} from './message-fields.ts'
import { defineOperation } from './operation.ts'
import { planSms } from './sent-messages.ts'
import { toInternational } from './recipient.ts'
import { decodeCount, decodeRows, listValues } from './rows.ts'

/** Source: api/sms of the vendor's page. */
export const sms = {
  title: 'SMS',
  description: 'SMS to one or many, now or later',
  operations: {
    send: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'send',
      title: 'Send SMS',
      action: 'Send an SMS',
      summary: 'Sends an SMS now or at a later time. Costs SMS credits for each part.',
      adviceWhenUnknown: 'Look for the message with sms365.history.singleList, or wait for its delivery report.',
      input: fields({ to, text: messageBody, from, unicode, flash, sendAt, callback }),
      output: fields({
        smsId: answered('smsId', 'Id of the SMS, to ask for its status or to cancel it'),
        cost,
        balance,
        mcc: nullable(answered('mcc', "Mobile country code of the recipient's network")),
        mnc: nullable(answered('mnc', "Mobile network code of the recipient's network")),
      }),
      errors: ['101', '102', '103', '104', '105', '106'],
      examples: [
        {
          title: 'As documented',
          input: { to: '+30 697 123 4567', text: 'Your table is booked for 20:00', from: 'Example' },
          wire: '{"smsId":"1500100","cost":"1","balance":"1519.30","mcc":"202","mnc":"05","status":"1","error":"0","remarks":"Success: Accepted for delivery"}',
          output: { smsId: '1500100', cost: '1', balance: '1519.30', mcc: '202', mnc: '05' },
        },
        {
          title: 'As seen: id instead of smsId, numbers instead of strings',
          input: { to: '306971234567', text: 'Καλημέρα', unicode: true, sendAt: '2030-01-31T09:00:00+02:00' },
          wire: '{"id":1500101,"cost":1,"balance":1518.30,"mcc":202,"mnc":"05","status":1,"error":0}',
          output: { smsId: '1500101', cost: '1', balance: '1518.30', mcc: '202', mnc: '05' },
        },
      ],
      encode({ to: number, text, from: sender, unicode: ucs, flash: isFlash, sendAt: instant, callback: address }) {
        return {
          endpoint: 'sms/send',
          parameters: {
            to: number,
            text,
            from: sender,
            ucs,
            flash: isFlash,
            timestamp: toUnixSeconds(instant),
            callback: address,
          },
        }
      },
      decode(answer) {
        return {
          smsId: answer.text('smsId', 'id'),
          cost: answer.optionalDecimal('cost', 'smscost'),
          balance: answer.optionalDecimal('balance'),
          mcc: answer.optionalText('mcc'),
          mnc: answer.optionalText('mnc'),
        }
      },
      messages: {
        plan: (input) => [planSms(input.to, input)],
        read: (output, input) => [acceptedMessage(output.smsId, input.sendAt, output.cost)],
      },
    }),
    bulk: defineOperation({
      kind: 'mutation',
      retry: 'never',
      access: 'send',
      title: 'Send Bulk SMS',
      action: 'Send an SMS to many recipients',
      summary:
        'Sends the same SMS to many recipients in one call. A recipient that is rejected does not fail the call: only the accepted ones come back, so match them by msisdn. Costs SMS credits for each part and recipient.',
      adviceWhenUnknown: 'Look for the messages with sms365.history.groupList and sms365.history.singleList.',
      input: fields({ to: recipients, text: messageBody, from, unicode, flash, sendAt }),
      output: fields({
        messages: rows(
          record('BulkMessage', 'One accepted SMS', {
            smsId: answered('smsId', 'Id of the SMS'),
            msisdn: nullable(answered('phoneNumber', 'Recipient in international form')),
          }),
          'The accepted SMS, in no promised order',
        ),
        accepted: answered('count', 'How many were accepted'),
        rejected: nullable(answered('count', 'How many were rejected')),
        balance,
      }),
      errors: ['101', '102', '103', '104', '105', '106'],
      examples: [
        {
          title: 'One of three is rejected',
          input: { to: ['306971234567', '306940000000', '123456'], text: 'We open at nine' },
          wire: '{"id":{"0":"1500102","1":"1500103"},"sms":[{"smsId":"1500102","msisdn":"306971234567"},{"smsId":"1500103","msisdn":"306940000000"}],"accepted":"2","rejected":"1","balance":"1516.30","status":"1","error":"0","remarks":"Success"}',
          output: {
            messages: [
              { smsId: '1500102', msisdn: '306971234567' },
              { smsId: '1500103', msisdn: '306940000000' },
            ],
            accepted: 2,
            rejected: 1,
            balance: '1516.30',
          },
        },
        {
          title: 'The ids alone',
          input: { to: ['306971234567'], text: 'We open at nine' },
          wire: '{"id":["1500102"],"accepted":"1","rejected":"0","status":"1","error":"0"}',
          output: { messages: [{ smsId: '1500102', msisdn: null }], accepted: 1, rejected: 0, balance: null },
        },
      ],
      encode({ to: numbers, text, from: sender, unicode: ucs, flash: isFlash, sendAt: instant }) {
        return {
          endpoint: 'sms/bulk',
          parameters: {
            to: numbers.join(','),
            text,
            from: sender,
            ucs,
            flash: isFlash,
            timestamp: toUnixSeconds(instant),
          },
        }
      },
      decode(answer) {
        const messages = decodeRows(answer, 'sms', 'sms', (row) => ({
          smsId: row.text('smsId', 'id'),
          msisdn: row.optionalText('msisdn'),
        }))
        const ids = listValues(answer, 'id', 'value').filter((value) => typeof value === 'string')
        answer.raw('cost')
        // Some answers carry the ids alone.
        const known = messages.length > 0 ? messages : ids.map((smsIdOnly) => ({ smsId: smsIdOnly, msisdn: null }))
        return {
          messages: known,
          accepted: decodeCount(answer, 'accepted', 'messages', known.length),
          rejected: answer.optionalInteger('rejected'),
          balance: answer.optionalDecimal('balance'),
        }
      },
      messages: {
        plan: (input) => input.to.map((number) => planSms(number, input)),
        read: (output, input) =>
          readBulkAnswer(output, input.to.map(toInternational), toInternational, (row) =>
            acceptedMessage(row?.smsId ?? null, input.sendAt),
          ),
      },
    }),
    cancel: defineOperation({
      kind: 'mutation',
      retry: 'safe',
      access: 'send',
      title: 'Cancel SMS',
      action: 'Cancel a scheduled SMS',
      summary: 'Cancels an SMS that is scheduled and not yet sent.',
      input: fields({ smsId }),
      output: fields({ smsId: answered('smsId', 'Id of the cancelled SMS') }),
      errors: ['101', '107', '108', '109', '110', '111'],
      examples: [
        {
          title: 'Cancelled',
          input: { smsId: '1500100' },
          wire: '{"smsId":"1500100","balance":"1520.30","status":"1","error":"0","remarks":"Success"}',
          output: { smsId: '1500100' },
        },
      ],
      encode(input) {
        return { endpoint: 'sms/cancel', parameters: input }
      },
      decode(answer, input) {
        answer.raw('balance')
        return { smsId: answer.optionalText('smsId', 'id') ?? input.smsId }
      },
      listCancelled: (_output, input) => [input.smsId],
    }),
  },
} satisfies Resource

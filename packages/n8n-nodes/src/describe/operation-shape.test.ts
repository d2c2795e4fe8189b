import { catalogue } from '@heliograph/core'
import { expect, it } from 'vitest'
import { findOutputShape, findSimpleFields } from './operation-shape.ts'

it('gives an item for each row of a list, unless the answer says more than how many there are', () => {
  const shapes = Object.groupBy(catalogue, (entry) => findOutputShape(entry).type)
  expect(shapes.rows?.map(({ id }) => id).toSorted()).toEqual([
    'netoxygen.message.cancel',
    'netoxygen.message.send',
    'netoxygen.message.status',
    'sms365.contact.list',
    'sms365.group.list',
    'sms365.history.groupList',
    'sms365.history.singleList',
    'sms365.purchase.list',
    'sms365.status.get',
    'sms365.user.list',
    'sms365.userComment.list',
    'sms365.viber.balance',
  ])
  expect(shapes.record?.map(({ id }) => id).toSorted()).toEqual([
    'sms365.contact.get',
    'sms365.group.get',
    'sms365.mobile.check',
    'sms365.status.sms',
    'sms365.user.add',
    'sms365.user.topup',
  ])
  expect(shapes.whole?.map(({ id }) => id)).toContain('sms365.sms.bulk')
})

it('simplifies items of more than ten fields to those that say something new', () => {
  const simple = catalogue.flatMap((entry) => {
    const fields = findSimpleFields(entry)
    return fields ? [`${entry.id}: ${fields.join(' ')}`] : []
  })
  expect(simple.toSorted()).toEqual([
    'netoxygen.message.status: id found from to length sentDate sentStatusText lastDate lastStatusText state',
    'sms365.contact.get: contactId mobile cost name surname vname vsurname birthday nameday groups',
    'sms365.contact.list: contactId mobile cost name surname vname vsurname birthday nameday',
    'sms365.history.singleList: smsId sender flash unicode instant text to status cost ttd',
    'sms365.hlr.lookup: result description mcc mnc network country countryCode ported cctld mccInitial',
  ])
})

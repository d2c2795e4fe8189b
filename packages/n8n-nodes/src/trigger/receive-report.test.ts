import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow'
import { expect, test } from 'vitest'
import { receiveReport } from './receive-report.ts'

const secret = 'a-secret-nobody-guesses'

class FakeResponse extends EventEmitter {
  statusCode = 200
  sent: unknown
  status(code: number) {
    this.statusCode = code
    return this
  }
  type() {
    return this
  }
  send(body: unknown) {
    this.sent = body
    return this
  }
  /** As n8n does once the response is out. */
  close(code = this.statusCode) {
    this.statusCode = code
    this.emit('close')
  }
}

/** A trigger node of its own; each call gets a copy of what was stored, as n8n does it. */
const createTrigger = (parameters: IDataObject = {}) => {
  const id = randomUUID()
  let stored: IDataObject = {}
  const call = (query: string, { mode = 'webhook', endsWith = 200 } = {}) => {
    const response = new FakeResponse()
    const staticData = structuredClone(stored)
    const values: IDataObject = { callbackSecret: secret, statuses: [], ...parameters }
    const functions = {
      getRequestObject: () => ({ originalUrl: `/webhook/x/delivery-report?${query}` }),
      getResponseObject: () => response,
      getNodeParameter: (name: string) => values[name],
      getWorkflowStaticData: () => staticData,
      getWorkflow: () => ({ id: 'workflow' }),
      getNode: () => ({ id }),
      getMode: () => mode,
    } as unknown as IWebhookFunctions
    const result = receiveReport(functions)
    if (endsWith < 400 && response.statusCode < 400) stored = staticData
    response.close(Math.max(endsWith, response.statusCode))
    return { json: result.workflowData?.[0]?.[0]?.json, answer: result.webhookResponse as unknown, response }
  }
  return { call }
}

const report = (more: string) => `secret=${secret}&${more}`

test('a report becomes an item, without the secret', () => {
  const { json, answer } = createTrigger().call(
    report('order=A-17&msgid=7&status=d&cost=1&to=306971234567&mcc=202&mnc=05'),
  )
  expect(answer).toBe('ACK/easysms')
  expect(json).toEqual({
    smsId: '7',
    status: 'DELIVERED',
    statusRaw: 'd',
    to: '306971234567',
    cost: '1',
    mcc: '202',
    mnc: '05',
    correlation: { order: 'A-17' },
    previousStatus: null,
    receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  })
})

test.each(['msgid=7&status=d', 'secret=&msgid=7&status=d', `secret=${secret}x&msgid=7&status=d`])(
  '%o has not the right secret: 401, and no run',
  (query) => {
    const { json, response } = createTrigger().call(query)
    expect(response.statusCode).toBe(401)
    expect(json).toBeUndefined()
  },
)

test('nothing is accepted while the secret is empty', () => {
  expect(createTrigger({ callbackSecret: '' }).call('secret=&msgid=7&status=d').response.statusCode).toBe(401)
})

test('what is no report is answered with 400, and starts nothing', () => {
  const { json, response } = createTrigger().call(report('msgid=7'))
  expect(response.statusCode).toBe(400)
  expect(json).toBeUndefined()
})

test('a repeat and a step back are acknowledged and start nothing', () => {
  const { call } = createTrigger()
  expect(call(report('msgid=7&status=d')).json).toBeDefined()
  expect(call(report('msgid=7&status=d'))).toMatchObject({ json: undefined, answer: 'ACK/easysms' })
  expect(call(report('msgid=7&status=s'))).toMatchObject({ json: undefined, answer: 'ACK/easysms' })
})

test('a contradiction starts a run that names the status before', () => {
  const { call } = createTrigger()
  call(report('msgid=7&status=d'))
  expect(call(report('msgid=7&status=f')).json).toMatchObject({ status: 'FAILED', previousStatus: 'DELIVERED' })
})

test('a report whose run n8n could not start counts as not received', () => {
  const { call } = createTrigger()
  call(report('msgid=7&status=d'), { endsWith: 500 })
  expect(call(report('msgid=7&status=d')).json).toMatchObject({ smsId: '7', previousStatus: null })
})

test('a status that is not wanted is acknowledged, remembered, and starts nothing', () => {
  const { call } = createTrigger({ statuses: ['FAILED'] })
  expect(call(report('msgid=7&status=d'))).toMatchObject({ json: undefined, answer: 'ACK/easysms' })
  expect(call(report('msgid=7&status=f')).json).toMatchObject({ previousStatus: 'DELIVERED' })
})

test('a test run shows every report, and leaves no trace for the active workflow', () => {
  const { call } = createTrigger()
  expect(call(report('msgid=7&status=d'), { mode: 'manual' }).json).toBeDefined()
  expect(call(report('msgid=7&status=d'), { mode: 'manual' }).json).toBeDefined()
  expect(call(report('msgid=7&status=d')).json).toBeDefined()
})

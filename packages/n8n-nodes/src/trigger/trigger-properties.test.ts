import { type INodeTypes, Workflow } from 'n8n-workflow'
import { expect, test } from 'vitest'
import { Sms365Trigger } from '../../nodes/Sms365Trigger/Sms365Trigger.node.ts'

const trigger = new Sms365Trigger()
const nodeTypes: INodeTypes = {
  getByName: () => trigger,
  getByNameAndVersion: () => trigger,
  getKnownTypes: () => ({}),
}

const evaluate = (expression: unknown, mode = 'webhook') => {
  const workflow = new Workflow({
    id: '1',
    active: false,
    nodeTypes,
    connections: {},
    nodes: [
      {
        id: '1',
        name: 'Trigger',
        type: 'sms365Trigger',
        typeVersion: 1,
        position: [0, 0],
        webhookId: '0b2c',
        parameters: { mode, callbackSecret: 'a-secret-nobody-guesses' },
      },
    ],
  })
  const node = workflow.getNode('Trigger')
  return workflow.expression.getParameterValue(String(expression), null, 0, 0, node?.name ?? '', [], 'manual', {})
}

test('the panel gives an expression that leads from any execution of this n8n to this trigger, secret and all', () => {
  const { default: expression } = trigger.description.properties.find(({ name }) => name === 'callbackExpression') ?? {}
  expect(evaluate(expression)).toBe(
    '{{ $execution.resumeUrl.split("-waiting/")[0] }}/0b2c/delivery-report?secret=a-secret-nobody-guesses',
  )
})

test('a webhook is registered in webhook mode alone', () => {
  const [webhook] = trigger.description.webhooks ?? []
  expect(evaluate(webhook?.httpMethod)).toBe('GET')
  expect(evaluate(webhook?.httpMethod, 'poll')).toBe('')
  expect(evaluate(webhook?.ndvHideUrl)).toBe(false)
  expect(evaluate(webhook?.ndvHideUrl, 'poll')).toBe(true)
})

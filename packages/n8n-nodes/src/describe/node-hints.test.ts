import type { INodeParameters } from 'n8n-workflow'
import { describe, expect, it } from 'vitest'
import { nodes } from '../testing/open-bench.ts'
import { evaluateInPanel } from '../testing/run-in-n8n.ts'

const isShown = (provider: 'sms365' | 'netoxygen', parameters: INodeParameters) => {
  const node = nodes[provider]
  return node.description.hints?.map((hint) => evaluateInPanel(node, parameters, hint.displayCondition ?? ''))
}

describe('the hint at a long text', () => {
  const send = { resource: 'sms', operation: 'send' }

  it('is there from the second part on', () => {
    expect(isShown('sms365', { ...send, text: 'x'.repeat(160) })).toEqual([false])
    expect(isShown('sms365', { ...send, text: 'x'.repeat(161) })).toEqual([true])
    expect(isShown('netoxygen', { resource: 'message', operation: 'send', message: 'x'.repeat(161) })).toEqual([true])
  })

  it('comes earlier where every character is kept as it is', () => {
    expect(isShown('sms365', { ...send, text: 'x'.repeat(71), additionalFields: { unicode: true } })).toEqual([true])
  })

  it('is not there for another operation', () => {
    expect(isShown('sms365', { resource: 'contact', operation: 'list', text: 'x'.repeat(500) })).toEqual([false])
  })
})

import { TransportError } from '@heliograph/core'
import { expect, test } from 'vitest'
import { createTestServer, type TestAnswer } from '../testing/create-test-server.ts'
import { exampleAnswer } from '../testing/examples.ts'
import { createBoundedLabel, createMetrics, printMetrics } from './metrics.ts'

const send = 'mutation { sms365SmsSend(input: { to: "306973990001", text: "x" }) { __typename } }'
const balance = '{ sms365MeBalance { balance } }'
const balanceAnswer = exampleAnswer('sms365.me.balance')

const samplesOf = async (answers: readonly TestAnswer[], queries: readonly string[]) => {
  const metrics = createMetrics()
  const left = [...answers]
  const server = createTestServer({ metrics, answer: () => left.shift() ?? '' })
  for (const query of queries) await server.run(query)
  const text = await printMetrics(metrics)
  return { text, samples: text.split('\n').filter((line) => line.startsWith('heliograph_')) }
}

test('counts a call that went well, its request, and the operation', async () => {
  const { samples } = await samplesOf([balanceAnswer], [balance])
  expect(samples).toContain(
    'heliograph_provider_calls_total{operation="sms365.me.balance",kind="none",outcome="accepted"} 1',
  )
  expect(samples).toContain('heliograph_provider_requests_total{operation="sms365.me.balance",result="200"} 1')
  expect(samples).toContain('heliograph_provider_call_duration_seconds_count{operation="sms365.me.balance"} 1')
  expect(samples).toContain('heliograph_provider_request_duration_seconds_count{provider="sms365"} 1')
  expect(samples).toContain('heliograph_graphql_operations_total{type="query",result="ok"} 1')
  expect(samples.join()).not.toContain('heliograph_provider_retries_total{')
})

test('tells a send whose outcome is unknown from one that was not accepted', async () => {
  const reset = new TransportError('reset', true, 'gone')
  const { samples } = await samplesOf([reset, { status: 400 }], [send, send])
  expect(samples).toContain(
    'heliograph_provider_calls_total{operation="sms365.sms.send",kind="network",outcome="unknown"} 1',
  )
  expect(samples).toContain('heliograph_provider_requests_total{operation="sms365.sms.send",result="reset"} 1')
  expect(samples.join('\n')).toMatch(
    /heliograph_provider_calls_total\{operation="sms365.sms.send",kind="[\w-]+",outcome="not-accepted"\} 1/,
  )
})

test('counts a repeat as a request and a retry of one call', async () => {
  const { samples } = await samplesOf([{ status: 503 }, balanceAnswer], [balance])
  expect(samples).toContain('heliograph_provider_retries_total{operation="sms365.me.balance"} 1')
  expect(samples).toContain('heliograph_provider_requests_total{operation="sms365.me.balance",result="503"} 1')
  expect(samples).toContain('heliograph_provider_call_duration_seconds_count{operation="sms365.me.balance"} 1')
})

test('the pieces of a split call are no retries', async () => {
  const ids = Array.from({ length: 501 }, (_, index) => `${index}`)
  const metrics = createMetrics()
  const server = createTestServer({ metrics })
  await server.run('query ($ids: [ID!]!) { netoxygenMessageStatus(ids: $ids) { messages { id } } }', { ids })
  expect(await printMetrics(metrics)).not.toContain('heliograph_provider_retries_total{operation="netoxygen')
})

test('counts errors by their code, and holds nothing that a client wrote', async () => {
  const { text, samples } = await samplesOf(
    [],
    ['{ nowhere }', 'query MyName { sms365MobileCheck(mobile: 5) { __typename } }', '{'],
  )
  expect(samples.filter((line) => line.startsWith('heliograph_graphql_errors_total')).toSorted()).toEqual([
    'heliograph_graphql_errors_total{code="GRAPHQL_PARSE_FAILED"} 1',
    'heliograph_graphql_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 2',
  ])
  expect(text).not.toMatch(/nowhere|MyName/)
})

test('a label has only so many values', () => {
  const bounded = createBoundedLabel(2)
  expect(['a', 'b', 'c', 'a', 'd'].map(bounded)).toEqual(['a', 'b', 'other', 'a', 'other'])
})

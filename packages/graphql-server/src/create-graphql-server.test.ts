import { expect, test } from 'vitest'
import { createSchema } from './create-graphql-server.ts'
import { createTestServer, testEnvironment } from './testing/create-test-server.ts'
import { exampleAnswer, exampleOutput } from './testing/examples.ts'

const balance = '{ sms365MeBalance { balance } }'
const balanceAnswer = () => exampleAnswer('sms365.me.balance')

test('takes a request of 256 KB, and refuses a larger one', async () => {
  const server = createTestServer({ answer: balanceAnswer })
  const bodyOf = (size: number) => JSON.stringify({ query: balance }).padEnd(size, ' ')
  expect((await server.post(bodyOf(256 * 1024))).status).toBe(200)
  const refused = await server.post(bodyOf(256 * 1024 + 1))
  expect(refused.status).toBe(413)
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'REQUEST_ENTITY_TOO_LARGE' } }] })
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/graphql', 'application/jsonp', ''])(
  'refuses a POST as %j, which a page of another origin could send',
  async (type) => {
    const server = createTestServer()
    const response = await server.post(JSON.stringify({ query: balance }), { 'content-type': type })
    expect(response.status).toBe(415)
    expect(await response.json()).toMatchObject({
      errors: [{ message: 'The content-type of a POST must be application/json.' }],
    })
    expect(server.requests).toEqual([])
  },
)

test('takes JSON that names its charset', async () => {
  const server = createTestServer({ answer: balanceAnswer })
  const type = { 'content-type': 'application/json; charset=utf-8' }
  expect((await server.post(JSON.stringify({ query: balance }), type)).status).toBe(200)
})

test('answers a query over GET, and refuses a mutation', async () => {
  const server = createTestServer({ answer: balanceAnswer })
  const get = (query: string) => server.fetch(`http://localhost/graphql?query=${encodeURIComponent(query)}`)
  expect(await (await get(balance)).json()).toEqual({ data: { sms365MeBalance: exampleOutput('sms365.me.balance') } })
  const refused = await get('mutation { sms365KeyReset { __typename } }')
  expect(refused.status).toBe(405)
  expect(server.requests).toHaveLength(1)
})

test('refuses a batch', async () => {
  const response = await createTestServer().post(JSON.stringify([{ query: balance }]))
  expect(response.status).toBe(400)
})

test('allows no other origin', async () => {
  const server = createTestServer({ answer: balanceAnswer })
  const origin = { origin: 'https://elsewhere.example' }
  const answers = [
    (await server.run(balance, undefined, origin)).headers,
    (await server.fetch('http://localhost/graphql', { method: 'OPTIONS', headers: origin })).headers,
  ]
  const allowed = answers.flatMap((headers) => [...headers.keys()].filter((name) => name.startsWith('access-control')))
  expect(allowed).toEqual([])
})

test.each([
  ['{ sms365MeBalance { balance }', 'GRAPHQL_PARSE_FAILED'],
  ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ['query ($id: ID!) { sms365StatusSms(smsId: $id) { __typename } }', 'BAD_USER_INPUT'],
  [`{ ${'sms365MeBalance { balance } '.repeat(2_000)} }`, 'GRAPHQL_PARSE_FAILED'],
  ['query A { __typename } query B { __typename }', 'OPERATION_RESOLUTION_FAILURE'],
])('gives an error in the request itself a code: %#', async (query, code) => {
  const { errors } = await createTestServer().run(query)
  expect(errors).toMatchObject([{ extensions: { code } }])
  expect(Object.keys(errors?.[0]?.extensions ?? {})).toEqual(['code'])
})

test('names a wrong variable by its path, and quotes no value', async () => {
  const server = createTestServer()
  const input = { to: '306973000000', text: 7_777_777, secret: 'geheim' }
  const query = 'mutation ($input: Sms365SmsSendInput!) { sms365SmsSend(input: $input) { __typename } }'
  const { errors } = await server.run(query, { input })
  expect(errors?.map(({ message }) => message)).toEqual([
    'Variable "$input" has invalid value at .text: String cannot represent a non string value.',
    'Variable "$input" has invalid value: Expected value of type "Sms365SmsSendInput" not to include unknown field "secret". Did you mean "sendAt"? Its fields are callback, flash, from, sendAt, text, to, unicode.',
  ])
  const literal = await server.run(
    'mutation { sms365SmsSend(input: { to: "306973000000", text: 7777777 }) { __typename } }',
  )
  expect(literal.errors).toMatchObject([{ message: 'input.text: String cannot represent a non string value.' }])
  expect(JSON.stringify(literal)).not.toContain('7777777')
})

test('says which values an enum has, and which fields an input', async () => {
  const { run } = createTestServer()
  const wrongValue = await run(
    'mutation { netoxygenMessageSend(input: { to: "1", message: "x", type: LOUD }) { __typename } }',
  )
  expect(wrongValue.errors?.[0]?.message).toMatch(
    /^input\.type: .*NetoxygenMessageType.* Its values are FLASH, TEXT\.$/,
  )
  const wrongField = await run('mutation { sms365GroupAdd(input: { nam: "x" }) { __typename } }')
  expect(wrongField.errors?.map(({ message }) => message).join()).toMatch(/unknown field "nam".* Its fields are name\./)
})

test('quotes nothing of a document or of a body that it cannot read', async () => {
  const server = createTestServer()
  const document = await server.run('mutation { sms365SmsSend(input: { text: "code 4711" "code 4712" }) }')
  expect(document.errors).toMatchObject([
    { message: 'Syntax Error: Expected Name.', extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
  ])
  const body = await server.post('{"query":"{ x }","variables":{"text":"code 4711"')
  const text = await body.text()
  expect(text).toContain('BAD_REQUEST')
  expect(text).not.toContain('4711')
})

test('refuses more than ten root fields of a mutation, however they are written, and sends none of them', async () => {
  const server = createTestServer()
  const field = (alias: number) => `a${alias}: sms365SmsCancel(input: { smsId: "1" }) { __typename }`
  const eleven = Array.from({ length: 11 }, (_, index) => field(index))
  const documents = [
    `mutation { ${eleven.join(' ')} }`,
    `mutation { ...Some ...on Mutation { ${field(10)} } } fragment Some on Mutation { ${eleven.slice(0, 10).join(' ')} }`,
  ]
  for (const document of documents) {
    const { errors } = await server.run(document)
    expect(errors).toMatchObject([{ message: 'A mutation may have at most 10 root fields; this one has 11.' }])
  }
  expect(server.requests).toHaveLength(0)
  const query = `{ ${Array.from({ length: 101 }, (_, index) => `a${index}: __typename`).join(' ')} }`
  expect((await server.run(query)).errors).toMatchObject(
    [{ message: /at most 100 root fields/ }].map(() => ({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })),
  )
})

test('a document nested too deeply is an error of the document', async () => {
  const { errors, status } = await createTestServer().run(
    `{ sms365StatusSms(smsId: ${'['.repeat(4_000)}) { __typename } }`,
  )
  expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }])
  expect(status).toBeLessThan(500)
})

test('masks what nobody foresaw, and names the request to look for in the log', async () => {
  const schema = createSchema()
  const field = schema.getQueryType()?.getFields()['sms365MeBalance']
  if (!field) throw new Error('The schema has no such field')
  field.resolve = () => {
    throw new RangeError('geheim 306973000000')
  }
  const server = createTestServer({ schema })
  const { data, errors, headers, status } = await server.run(balance, undefined, { 'x-request-id': 'request-0001' })
  expect([status, data]).toEqual([200, { sms365MeBalance: null }])
  expect(errors).toMatchObject([
    {
      message: 'Unexpected error. The log of the server has more under its request id.',
      path: ['sms365MeBalance'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-0001' },
    },
  ])
  expect(headers.get('x-request-id')).toBe('request-0001')
  const [line = ''] = server.logLines.filter((text) => text.includes('unexpected error'))
  expect(JSON.parse(line)).toMatchObject({ requestId: 'request-0001', path: 'sms365MeBalance', error: 'RangeError' })
  expect(line).toContain('create-graphql-server.test.ts')
  expect(server.logLines.join()).not.toContain('geheim')
})

test('makes up a request id where the one given is not well-formed', async () => {
  const server = createTestServer({ answer: balanceAnswer })
  for (const given of ['short', 'a b c d e f g h', 'x'.repeat(129)]) {
    const { headers } = await server.run(balance, undefined, { 'x-request-id': given })
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  }
})

test('logs which operations ran and how, and nothing of what was in them', async () => {
  const numbers = ['306973111222', '41791112233', '5551112233']
  const texts = ['the quick brown fox', '16322']
  const server = createTestServer({
    answer: ({ url }) => {
      if (url.includes('proxstop'))
        return '<failed><error_code>NO_POINTS</error_code><error_msg>5551112233?</error_msg></failed>'
      return url.includes('netoxygen') ? 'neither 41791112233 nor XML' : exampleAnswer('sms365.sms.send')
    },
  })
  const { data } = await server.run(
    `mutation SendThree($sms: Sms365SmsSendInput!, $message: NetoxygenMessageSendInput!, $code: ProxstopTelephoneSmsInput!, $wrong: Sms365SmsSendInput!) {
      sms365SmsSend(input: $sms) { __typename }
      netoxygenMessageSend(input: $message) { __typename }
      proxstopTelephoneSms(input: $code) { __typename }
      wrong: sms365SmsSend(input: $wrong) { __typename }
    }`,
    {
      sms: { to: numbers[0], text: texts[0] },
      message: { to: [numbers[1]], message: texts[0] },
      code: { country: '1', phone: numbers[2], code: texts[1], message: texts[0] },
      wrong: { to: 'x306973111222', text: texts[0] },
    },
    { 'x-request-id': 'request-0002' },
  )
  expect(Object.values(data ?? {})).toEqual([
    { __typename: 'Sms365SmsSendPayload' },
    { __typename: 'OutcomeUnknownError' },
    { __typename: 'InsufficientCreditError' },
    { __typename: 'InvalidInputError' },
  ])
  expect(server.logLines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    {
      msg: 'request',
      requestId: 'request-0002',
      operationName: 'SendThree',
      status: 200,
      durationMs: expect.any(Number),
      calls: [
        { operation: 'sms365.sms.send', durationMs: expect.any(Number) },
        { operation: 'netoxygen.message.send', kind: 'unexpected-reply', outcome: 'unknown', attempts: 1 },
        {
          operation: 'proxstop.telephone.sms',
          kind: 'insufficient-credit',
          outcome: 'not-accepted',
          code: 'NO_POINTS',
        },
        { operation: 'sms365.sms.send', kind: 'invalid-input', outcome: 'not-accepted', attempts: 0 },
      ],
    },
  ])
  const log = server.logLines.join()
  const found = [...numbers, ...texts, ...Object.values(testEnvironment)].filter((value) => log.includes(value))
  expect(found).toEqual([])
})

test('logs a long name of an operation shortened', async () => {
  const server = createTestServer({ answer: balanceAnswer })
  await server.run(`query ${'a'.repeat(1_000)} ${balance}`)
  expect(JSON.parse(server.logLines.join())).toMatchObject({ operationName: 'a'.repeat(64) })
})

test('logs a query over GET without its text', async () => {
  const server = createTestServer({ answer: balanceAnswer })
  await server.fetch(
    `http://localhost/graphql?query=${encodeURIComponent('{ sms365MobileCheck(mobile: "306973111222") { __typename } }')}`,
  )
  expect(server.logLines).toHaveLength(1)
  expect(server.logLines.join()).not.toContain('306973111222')
})

test('is healthy while it runs, and ready until it is about to end', async () => {
  let isDraining = false
  const server = createTestServer({ findUnreadiness: () => (isDraining ? 'draining' : undefined) })
  const statusOf = async (path: string) => (await server.fetch(`http://localhost${path}`)).status
  expect([await statusOf('/health'), await statusOf('/ready')]).toEqual([200, 200])
  isDraining = true
  expect([await statusOf('/health'), await statusOf('/ready')]).toEqual([200, 503])
})

test.each(['/health', '/ready'])('runs a request whose query ends in %s', async (path) => {
  const server = createTestServer()
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ __typename }"}' }
  const response = await server.fetch(`http://localhost/graphql?x=${path}`, init)
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } })
})

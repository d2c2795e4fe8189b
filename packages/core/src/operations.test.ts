import { describe, expect, test } from 'vitest'
import { call, type DriftReport } from './call.ts'
import { catalogue } from './providers/index.ts'
import { ProviderCallError } from './provider-call-error.ts'
import { credentialsOf } from './testing/credentials.ts'
import { createFakeRuntime, createScriptedTransport } from './testing/scripted-transport.ts'
import type { HttpRequest } from './transport.ts'

/** How each provider refuses a call with a code. */
const refusals: Readonly<Record<string, (code: string) => string>> = {
  proxstop: (code) => `<failed><error_code>${code}</error_code><error_msg>No.</error_msg></failed>`,
  // A failed call carries its success fields, zeroed.
  sms365: (code) =>
    JSON.stringify({ id: '0', smsId: '0', contactId: '0', cost: 0, status: '0', error: code, remarks: 'No.' }),
  netoxygen: () =>
    '<methodResponse><params><param><value><boolean>0</boolean></value></param></params></methodResponse>',
}

const withoutSecrets = (request: HttpRequest, credentials: Readonly<Record<string, string>>): HttpRequest => ({
  ...request,
  body: Object.values(credentials).reduce((body, secret) => body.replaceAll(secret, '•••'), request.body),
})

describe.each(catalogue)('$id', (entry) => {
  const { operation, provider } = entry
  const credentials = credentialsOf(provider)

  test.each(operation.examples)('example: $title', async ({ input, wire, output }) => {
    const transport = createScriptedTransport(wire)
    const drift: DriftReport[] = []
    const runtime = createFakeRuntime()
    const result = await call(entry, input, {
      credentials,
      transport,
      runtime,
      onDrift: (report) => drift.push(report),
    })
    expect(result).toEqual(output)
    expect(drift.filter(({ change }) => change === 'added')).toEqual([])
    expect(transport.requests.map((request) => withoutSecrets(request, credentials))).toMatchSnapshot()
  })

  test('keeps every credential out of the URL and the headers, and sends a POST', async () => {
    const transport = createScriptedTransport(operation.examples[0].wire)
    const [{ input }] = operation.examples
    await call(entry, input, { credentials, transport, runtime: createFakeRuntime() })
    for (const { method, url, headers } of transport.requests) {
      expect(method).toBe('POST')
      for (const secret of Object.values(credentials)) {
        expect(url).not.toContain(secret)
        expect(JSON.stringify(headers)).not.toContain(secret)
      }
    }
  })

  test.each(operation.errors.map((code) => ({ code, ...provider.errors[code] })))(
    'answers $code as $kind, with advice, and says that nothing happened',
    async ({ code, kind, advice }) => {
      const transport = createScriptedTransport((refusals[provider.name] as (code: string) => string)(code))
      const runtime = createFakeRuntime()
      const failure = call(entry, operation.examples[0].input, { credentials, transport, runtime })
      const error = await failure.catch((cause: unknown) => cause)
      expect(error).toBeInstanceOf(ProviderCallError)
      expect(error).toMatchObject({ kind, code, outcome: 'not-accepted', operation: entry.id, provider: provider.name })
      expect((error as Error).message).toContain(advice)
      expect(transport.requests).toHaveLength(1)
    },
  )

  test('keeps an undocumented code as a rejection, and reports it as drift', async () => {
    const drift: DriftReport[] = []
    const netoxygenFault =
      '<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>999</int></value></member><member><name>faultString</name><value><string>No.</string></value></member></struct></value></fault></methodResponse>'
    const wire = provider.name === 'netoxygen' ? netoxygenFault : refusals[provider.name]?.('999')
    const failure = call(entry, operation.examples[0].input, {
      credentials,
      transport: createScriptedTransport(wire as string),
      runtime: createFakeRuntime(),
      onDrift: (report) => drift.push(report),
    })
    await expect(failure).rejects.toMatchObject({ kind: 'rejected', code: '999', providerMessage: 'No.' })
    expect(drift).toContainEqual({ operation: entry.id, path: 'error 999', change: 'added' })
  })

  test('asks for credentials before anything is sent', async () => {
    const transport = createScriptedTransport(operation.examples[0].wire)
    const failure = call(entry, operation.examples[0].input, {
      credentials: {},
      transport,
      runtime: createFakeRuntime(),
    })
    if (entry.id === 'sms365.mobile.check') {
      await expect(failure).resolves.toBeDefined()
    } else {
      await expect(failure).rejects.toMatchObject({ kind: 'authentication', outcome: 'not-accepted' })
      expect(transport.requests).toHaveLength(0)
    }
  })

  test('refuses an unknown field by name, with the fields there are', async () => {
    const transport = createScriptedTransport(operation.examples[0].wire)
    const input = { ...operation.examples[0].input, recipent: '306971234567' }
    const failure = call(entry, input, { credentials, transport, runtime: createFakeRuntime() })
    const error = (await failure.catch((cause: unknown) => cause)) as ProviderCallError
    expect(error).toMatchObject({ kind: 'invalid-input', outcome: 'not-accepted' })
    expect(error.issues).toMatchObject([{ path: 'recipent' }])
    for (const { name } of entry.inputFields) expect(error.message).toContain(name)
    expect(transport.requests).toHaveLength(0)
  })

  test.each(entry.inputFields)('refuses a wrong type for $name, naming it and what is accepted', async (field) => {
    const transport = createScriptedTransport(operation.examples[0].wire)
    const wrong = Symbol.for('wrong')
    const input = { ...operation.examples[0].input, [field.name]: wrong }
    const failure = call(entry, input, { credentials, transport, runtime: createFakeRuntime() })
    const error = (await failure.catch((cause: unknown) => cause)) as ProviderCallError
    expect(error.kind).toBe('invalid-input')
    const issue = error.issues.find(({ path }) => path === field.name)
    expect(issue?.message).toContain(`${field.name} must be ${field.accepts}`)
    expect(transport.requests).toHaveLength(0)
  })

  test.each(entry.inputFields.filter(({ isRequired }) => isRequired))(
    'asks for $name by name',
    async ({ name, accepts }) => {
      const transport = createScriptedTransport(operation.examples[0].wire)
      const { [name]: _left, ...input } = operation.examples[0].input as Record<string, unknown>
      const failure = call(entry, input, { credentials, transport, runtime: createFakeRuntime() })
      const error = (await failure.catch((cause: unknown) => cause)) as ProviderCallError
      expect(error.issues).toContainEqual({ path: name, message: `${name} is required: ${accepts}` })
      expect(transport.requests).toHaveLength(0)
    },
  )

  test.each(entry.inputFields)('accepts the example of $name', async ({ name, example }) => {
    // Where fields exclude or need one another, the first example of the operation shows how they go together.
    if (entry.id === 'sms365.group.deleteContact' || entry.id.startsWith('sms365.viber.')) return
    const transport = createScriptedTransport(operation.examples[0].wire)
    const input = { ...operation.examples[0].input, [name]: example }
    await call(entry, input, { credentials, transport, runtime: createFakeRuntime() })
    expect(transport.requests).toHaveLength(1)
  })
})

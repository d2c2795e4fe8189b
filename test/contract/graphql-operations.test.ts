import { catalogue, type CatalogueEntry, type Field } from '@heliograph/core'
import type { SandboxMessage } from '@heliograph/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GraphqlTestServer, startGraphqlTestServer } from './graphql-test-server.ts'

const scalars: Readonly<Record<Field['shape'], string>> = {
  string: 'String',
  id: 'ID',
  integer: 'Int',
  boolean: 'Boolean',
  decimal: 'Decimal',
  instant: 'DateTime',
  choice: '',
  record: '',
}

const pascal = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
const fieldNameOf = ({ id }: CatalogueEntry) =>
  id
    .split('.')
    .map((word, index) => (index === 0 ? word : pascal(word)))
    .join('')

const typeOf = ({ shape, choices, isList, isRequired }: Field) => {
  const type = choices?.name ?? scalars[shape]
  return `${isList ? `[${type}!]` : type}${isRequired ? '!' : ''}`
}

/** Everything that an operation answers with, records included. */
const selectAll = (fields: readonly Field[]): string =>
  `{ ${fields.map(({ name, fields: inner }) => (inner.length > 0 ? `${name} ${selectAll(inner)}` : name)).join(' ')} }`

/** The request that runs an operation with variables and reads all it answers with. */
const toRequest = (entry: CatalogueEntry, input: object) => {
  const name = fieldNameOf(entry)
  const { inputFields, outputFields, operation } = entry
  const selection = selectAll(outputFields)
  if (operation.kind === 'query') {
    const declared = inputFields.map((field) => `$${field.name}: ${typeOf(field)}`).join(', ')
    const passed = inputFields.map((field) => `${field.name}: $${field.name}`).join(', ')
    const query =
      inputFields.length > 0 ? `query (${declared}) { ${name}(${passed}) ${selection} }` : `{ ${name} ${selection} }`
    return { query, variables: input }
  }
  const members = `{ __typename ... on ${pascal(name)}Payload ${selection} ... on OperationError { code message } }`
  return inputFields.length > 0
    ? { query: `mutation ($input: ${pascal(name)}Input!) { ${name}(input: $input) ${members} }`, variables: { input } }
    : { query: `mutation { ${name} ${members} }`, variables: {} }
}

type Payload = Readonly<Record<string, unknown>>

/** What earlier operations answered with. */
type Played = Readonly<Record<string, Payload>>
type PrepareInput = (played: Played, readCode: () => Promise<string>) => object | Promise<object>

const pick = (played: Played, operation: string, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Readonly<Record<string | number, unknown>>)[key], played[operation])

const contact = (played: Played) => ({ contactId: pick(played, 'sms365.contact.add', 'contactId') })
const group = (played: Played) => ({ groupId: pick(played, 'sms365.group.add', 'groupId') })
const user = (played: Played) => ({ userId: pick(played, 'sms365.user.add', 'user', 'userId') })
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

/** Every operation in an order in which each finds what it needs, and what its example lacks for that. */
const steps: readonly (readonly [string, PrepareInput?])[] = [
  ['proxstop.telephone.call'],
  ['proxstop.telephone.sms'],
  ['proxstop.telephone.status', (played) => ({ referenceId: pick(played, 'proxstop.telephone.sms', 'ref') })],
  ['netoxygen.message.send', () => ({ to: ['0792223344', '0790990007'], sendAt: inAnHour() })],
  [
    'netoxygen.message.status',
    (played) => ({ ids: [pick(played, 'netoxygen.message.send', 'recipients', 0, 'id'), 'nope'] }),
  ],
  ['netoxygen.message.cancel', (played) => ({ ids: [pick(played, 'netoxygen.message.send', 'recipients', 0, 'id')] })],
  ['netoxygen.account.auth'],
  ['netoxygen.account.credits'],
  ['netoxygen.account.status'],
  ['netoxygen.account.guid'],
  ['netoxygen.number.clean'],
  ['sms365.mobile.check'],
  ['sms365.key.get'],
  ['sms365.me.balance'],
  ['sms365.sms.send', () => ({ sendAt: inAnHour() })],
  ['sms365.status.sms', (played) => ({ smsId: pick(played, 'sms365.sms.send', 'smsId') })],
  ['sms365.sms.cancel', (played) => ({ smsId: pick(played, 'sms365.sms.send', 'smsId') })],
  ['sms365.sms.bulk', () => ({ to: ['306971234567', '306940990007'] })],
  ['sms365.viber.send', () => ({ from: 'Sandbox' })],
  ['sms365.viber.bulk', () => ({ from: 'Sandbox', to: ['306971234567', '306940990007'] })],
  ['sms365.viber.balance'],
  ['sms365.twoFactor.send', () => ({ wait: 1 })],
  [
    'sms365.twoFactor.check',
    async (played, readCode) => ({
      authId: pick(played, 'sms365.twoFactor.send', 'authId'),
      code: await readCode(),
    }),
  ],
  ['sms365.contact.add'],
  ['sms365.contact.update', contact],
  ['sms365.contact.get', contact],
  ['sms365.contact.list'],
  ['sms365.group.add'],
  ['sms365.group.addContact', (played) => ({ ...group(played), ...contact(played) })],
  ['sms365.group.get', group],
  ['sms365.group.list'],
  ['sms365.group.deleteContact', (played) => ({ ...group(played), ...contact(played) })],
  ['sms365.group.deleteAllContacts', group],
  ['sms365.group.delete', group],
  ['sms365.contact.delete', contact],
  ['sms365.history.groupList'],
  ['sms365.history.singleList'],
  ['sms365.hlr.lookup'],
  ['sms365.purchase.list'],
  ['sms365.status.get'],
  ['sms365.user.add'],
  ['sms365.user.topup', (played) => ({ ...user(played), sms: 5 })],
  ['sms365.user.list'],
  ['sms365.userComment.add', user],
  ['sms365.userComment.list', user],
  ['sms365.userComment.delete', (played) => ({ commentId: pick(played, 'sms365.userComment.add', 'commentId') })],
  // Last, because the key that the server holds is dead afterwards.
  ['sms365.key.reset'],
]

let server: GraphqlTestServer
const played: Record<string, Payload> = {}

beforeAll(async () => {
  server = await startGraphqlTestServer()
})

afterAll(() => server.close())

const readCode = async (): Promise<string> => {
  const answer = await fetch(`${server.sandbox.origin}/inspector/messages?gateway=sms365`)
  const messages = (await answer.json()) as readonly SandboxMessage[]
  return messages.flatMap(({ code }) => code ?? []).at(-1) ?? ''
}

test('the steps are all operations of the catalogue, each once', () => {
  expect(steps.map(([id]) => id).toSorted()).toEqual(catalogue.map(({ id }) => id).toSorted())
})

test.each(steps.map(([id, prepare]) => ({ id, prepare })))('$id answers with its payload', async ({ id, prepare }) => {
  const entry = catalogue.find((candidate) => candidate.id === id) as CatalogueEntry
  const example = entry.operation.examples[0].input as object
  const { query, variables } = toRequest(entry, { ...example, ...(await prepare?.(played, readCode)) })
  const { status, data, errors } = await server.ask(query, variables)
  expect(errors).toBeUndefined()
  expect(status).toBe(200)
  const payload = data?.[fieldNameOf(entry)] as Payload
  const names = entry.outputFields.map(({ name }) => name)
  const expected = entry.operation.kind === 'query' ? names : ['__typename', ...names]
  expect(Object.keys(payload)).toEqual(expected)
  played[id] = payload
})

test('what was answered is what was asked for', () => {
  expect(pick(played, 'sms365.twoFactor.check', 'authenticated')).toBe(true)
  expect(pick(played, 'proxstop.telephone.status', 'valid')).toBe(true)
  expect(pick(played, 'netoxygen.message.cancel', 'messages', 0, 'cancelled')).toBe(true)
  expect(pick(played, 'sms365.contact.get', 'contact', 'surname')).toBe('Papadopoulou')
  expect(pick(played, 'sms365.sms.bulk', 'rejected')).toBe(1)
})

test('no secret, number or text of all this is in a log or in a path', () => {
  const { credentials, requests } = server.sandbox
  const secrets = [credentials.proxstop, credentials.sms365, credentials.netoxygen].flatMap((given) =>
    Object.values(given),
  )
  const inputs = catalogue.flatMap(({ operation, inputFields }) =>
    inputFields
      .filter(({ kind }) => ['phoneNumber', 'messageText', 'secret', 'verificationCode', 'email'].includes(kind))
      .flatMap(
        ({ name }) => (operation.examples[0].input as Readonly<Record<string, string | readonly string[]>>)[name] ?? [],
      )
      .flat(),
  )
  const keys = ['sms365.key.get', 'sms365.key.reset'].map((id) => pick(played, id, 'key') as string)
  // A user name is no secret, and one of three letters is in many words.
  const watched = [...secrets, ...inputs, ...keys, '306971234567', '0792223344'].filter((text) => text.length > 4)
  expect(watched.length).toBeGreaterThan(20)
  expect(server.logLines.length).toBeGreaterThan(catalogue.length)
  const written = [...server.logLines, ...requests.map(({ path }) => path)].join('\n')
  expect(watched.filter((text) => written.includes(text))).toEqual([])
})

import type { SandboxContext } from '../../context.ts'
import { readForm } from '../../form.ts'
import { type Gateway, type GatewayAnswer, plainAnswer } from '../../gateway.ts'
import type { AccountRegistry } from './account-registry.ts'
import type { AnswerFields } from './answer-value.ts'
import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints.ts'
import { renderRefusal, renderSuccess } from './envelope.ts'
import { Refusal } from './errors.ts'

type Fields = Readonly<Record<string, string>>

const authenticate = (
  accounts: AccountRegistry,
  { key = '', username = '', password = '' }: Fields,
  isLogin: boolean,
) => {
  const account =
    isLogin && username !== ''
      ? accounts.findByLogin(username, password)
      : key === ''
        ? undefined
        : accounts.findByKey(key)
  if (!account) throw new Refusal(101)
  return account
}

const run = async (
  endpoint: Endpoint,
  context: SandboxContext,
  accounts: AccountRegistry,
  fields: Fields,
): Promise<AnswerFields> => {
  if (endpoint.access === 'none') return endpoint.run({ context, accounts, fields })
  const account = authenticate(accounts, fields, endpoint.access === 'login')
  return await endpoint.run({ context, accounts, fields, account })
}

/** sms365: `/sms365/api/sms/send` and its siblings, in JSON. Source: the vendor's page, version 3. */
export const createSms365Gateway = (context: SandboxContext, accounts: AccountRegistry): Gateway => {
  const answer = async (path: string, fields: Fields): Promise<GatewayAnswer> => {
    const endpoint = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined
    if (!endpoint) return plainAnswer(404, `sms365 has no endpoint ${path}`)
    const { type = 'json' } = fields
    if (type !== 'json') return plainAnswer(200, `The sandbox answers type=json only, not type=${type}`)
    const quirks = context.quirks.sms365
    try {
      return renderSuccess(await run(endpoint, context, accounts, fields), quirks)
    } catch (error) {
      if (error instanceof Refusal) return renderRefusal(error, endpoint.zeroed ?? {}, quirks)
      throw error
    }
  }

  return {
    name: 'sms365',
    basePath: '/sms365/api',
    endpointOf: (path) => path.slice(1),
    async prepare(path, request) {
      const endpoint = path.slice(1)
      const fields = await readForm(request)
      return { endpoint, fields, params: [], process: () => answer(endpoint, fields) }
    },
  }
}

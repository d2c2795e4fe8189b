import type { SandboxContext } from '../../context.ts'
import type { Gateway, GatewayAnswer } from '../../gateway.ts'
import type { NetoxygenAccount } from './account.ts'
import { type CallContext, toText } from './call-context.ts'
import { Fault, parseCall, renderFault, renderResult } from './codec.ts'
import { cancelMessage, getStatus } from './message-status.ts'
import { cleanNumber } from './number.ts'
import { sendMessage } from './send-message.ts'

interface Method {
  /** How many parameters must follow user and pass. */
  readonly required: number
  run(call: CallContext): unknown
}

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['send_message', { required: 2, run: sendMessage }],
  ['auth', { required: 0, run: () => true }],
  ['get_credits', { required: 0, run: ({ account }) => account.credits }],
  ['account_status', { required: 0, run: ({ account }) => account.status }],
  ['get_guid', { required: 0, run: ({ account }) => account.guid }],
  ['clean_number', { required: 1, run: ({ params }) => cleanNumber(toText(params[0], 'number')) ?? false }],
  ['get_status', { required: 1, run: getStatus }],
  ['cancel_message', { required: 1, run: cancelMessage }],
])

const runMethod = (
  context: SandboxContext,
  accounts: readonly NetoxygenAccount[],
  name: string,
  [user, pass, ...params]: readonly unknown[],
): unknown => {
  const method = methods.get(name)
  if (!method) throw new Fault(-32_601, `requested method ${name} does not exist`)
  if (user === undefined || pass === undefined || params.length < method.required) {
    throw new Fault(-32_602, `invalid method parameters: ${name} takes user, pass and ${method.required} more at least`)
  }
  const username = toText(user, 'user')
  const password = toText(pass, 'pass')
  const account = accounts.find((candidate) => candidate.username === username && candidate.password === password)
  if (account) return method.run({ context, account, params })
  // auth itself has an answer for it.
  if (context.quirks.netoxygen.faultForBadCredentials && name !== 'auth') throw new Fault(1, 'authentication failed')
  return false
}

/** NetOxygen: XML-RPC at `/netoxygen/api2/`. Source: "SMS Gateway - Interface XML-RPC". */
export const createNetoxygenGateway = (context: SandboxContext, accounts: readonly NetoxygenAccount[]): Gateway => {
  const answer = (work: () => unknown): GatewayAnswer => {
    const isLatin1 = context.quirks.netoxygen.latin1Answers
    try {
      return renderResult(work(), isLatin1)
    } catch (error) {
      if (error instanceof Fault) return renderFault(error, isLatin1)
      throw error
    }
  }
  return {
    name: 'netoxygen',
    basePath: '/netoxygen/api2',
    endpointOf: () => undefined,
    async prepare(_path, { body }) {
      const parsed = await parseCall(body).catch((error: unknown) => {
        if (error instanceof Fault) return error
        throw error
      })
      if (parsed instanceof Fault) {
        const fault = parsed
        return {
          endpoint: '',
          fields: {},
          params: [],
          process: () =>
            answer(() => {
              throw fault
            }),
        }
      }
      const { method, params } = parsed
      return {
        endpoint: method,
        fields: {},
        params,
        process: () => answer(() => runMethod(context, accounts, method, params)),
      }
    },
  }
}

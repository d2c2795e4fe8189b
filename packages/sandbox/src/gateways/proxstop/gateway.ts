import type { SandboxContext } from '../../context.ts'
import { readForm } from '../../form.ts'
import { type Gateway, plainAnswer } from '../../gateway.ts'
import type { ProxstopAccount } from './account.ts'
import { type AnswerFormat, type ProxstopAnswer, renderAnswer } from './answer.ts'
import { call, getStatus, sendSms } from './telephone.ts'

type Endpoint = typeof sendSms

const endpoints: ReadonlyMap<string, Endpoint> = new Map([
  ['telephonesms', sendSms],
  ['telephonecall', call],
  ['telephonestatus', getStatus],
])

const isFormat = (text: string | undefined): text is AnswerFormat => text === 'xml' || text === 'json'

/** ProxStop: `/telephonesms.xml` and its siblings. Source: the vendor's pages telephonesms, telephonecall, telephonestatus. */
export const createProxstopGateway = (context: SandboxContext, accounts: readonly ProxstopAccount[]): Gateway => ({
  name: 'proxstop',
  basePath: '/proxstop',
  endpointOf: (path) => path.slice(1).split('.')[0],
  async prepare(path, request) {
    const [name = '', format] = path.slice(1).split('.')
    const fields = await readForm(request)
    const endpoint = endpoints.get(name)
    const answer = (run: Endpoint): ProxstopAnswer => {
      const account = accounts.find(({ apiKey }) => apiKey === fields['key'])
      return account ? run(context, account, fields) : { type: 'failed', code: 'INVALID_KEY' }
    }
    return {
      endpoint: name,
      fields,
      params: [],
      process: () =>
        endpoint && isFormat(format)
          ? renderAnswer(answer(endpoint), format, context.quirks.proxstop.emptyEnvelope)
          : plainAnswer(
              404,
              `ProxStop has telephonesms, telephonecall and telephonestatus, each as .xml and .json, not ${path}`,
            ),
    }
  },
})

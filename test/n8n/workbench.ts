import { type Sandbox, type SandboxOptions, startSandbox } from '@heliograph/sandbox'
import { inject } from 'vitest'
import type { N8nInstallation } from './install-n8n.ts'
import { packageName } from './pack-nodes.ts'
import { RestClient, type Workflow, type WorkflowNode } from './rest-client.ts'

type References = Readonly<Record<string, { readonly id: string; readonly name: string }>>

/** A sandbox, and a client of a real n8n that has credentials for it. */
export interface Workbench {
  readonly rest: RestClient
  readonly sandbox: Sandbox
  readonly sms365: References
  readonly proxStop: References
  readonly netOxygen: References
  close(): Promise<void>
}

/** What a credential has to hold for a gateway of the sandbox, by its type in n8n. */
export const sandboxCredentials = ({ baseUrls, credentials }: Sandbox) => ({
  sms365Api: { apiKey: credentials.sms365.apiKey, baseUrl: baseUrls.sms365 },
  proxStopApi: { apiKey: credentials.proxstop.apiKey, baseUrl: baseUrls.proxstop },
  netOxygenApi: {
    username: credentials.netoxygen.username,
    password: credentials.netoxygen.password,
    baseUrl: baseUrls.netoxygen,
  },
})

/** A sandbox of one's own making; and an n8n other than the one of the run. */
export type WorkbenchOptions = SandboxOptions & { readonly origin?: string; readonly installation?: N8nInstallation }

/** Opens a workbench at the n8n that the whole run shares, or at another one. */
export const openWorkbench = async ({
  origin = inject('n8n').origin,
  installation = inject('n8n').installation,
  ...options
}: WorkbenchOptions = {}): Promise<Workbench> => {
  const sandbox = await startSandbox(options)
  const rest = new RestClient(origin, installation)
  await rest.signIn()
  const data = sandboxCredentials(sandbox)
  return {
    rest,
    sandbox,
    sms365: await rest.saveCredential('sms365Api', data.sms365Api),
    proxStop: await rest.saveCredential('proxStopApi', data.proxStopApi),
    netOxygen: await rest.saveCredential('netOxygenApi', data.netOxygenApi),
    close: () => sandbox.close(),
  }
}

/** The full type of one of our nodes. */
export const ourNode = (name: 'sms365' | 'sms365Trigger' | 'proxStop' | 'netOxygen'): string => `${packageName}.${name}`

/** What a test starts a workflow with by hand. */
export const start: WorkflowNode = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' }

/** A node that gives these items, whatever comes in. */
export const itemsNode = (items: readonly object[]): WorkflowNode => ({
  name: 'Items',
  type: 'n8n-nodes-base.code',
  typeVersion: 2,
  parameters: { jsCode: `return ${JSON.stringify(items)}.map((json) => ({ json }))` },
})

/** A workflow whose nodes follow one another. */
export const chain = (name: string, ...nodes: readonly WorkflowNode[]): Workflow => ({
  name,
  nodes,
  connections: Object.fromEntries(
    nodes
      .slice(0, -1)
      .map((node, index) => [node.name, { main: [[{ node: nodes[index + 1]?.name, type: 'main', index: 0 }]] }]),
  ),
})

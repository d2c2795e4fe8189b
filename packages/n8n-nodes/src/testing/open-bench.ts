import { type Sandbox, type SandboxOptions, startSandbox } from '@heliograph/sandbox'
import type { IDataObject, INodeType } from 'n8n-workflow'
import { NetOxygen } from '../../nodes/NetOxygen/NetOxygen.node.ts'
import { ProxStop } from '../../nodes/ProxStop/ProxStop.node.ts'
import { Sms365 } from '../../nodes/Sms365/Sms365.node.ts'
import { fillPanel } from './fill-panel.ts'
import { type NodeRun, type NodeRunResult, runInN8n } from './run-in-n8n.ts'

/** The nodes by the name of their provider. */
export const nodes = { proxstop: new ProxStop(), sms365: new Sms365(), netoxygen: new NetOxygen() }

type ProviderName = keyof typeof nodes
type Rest = Partial<Omit<NodeRun, 'node' | 'parameters'>>

/** A sandbox, and our nodes in n8n's engine against it. */
export interface Bench {
  readonly sandbox: Sandbox
  /** The credential of n8n that is right for the sandbox. */
  credentialOf(provider: ProviderName): Record<string, string>
  /** Runs `sms365.contact.add` with values as a user would enter them, or with expressions. */
  run(operation: string, values?: Parameters<typeof fillPanel>[3], rest?: Rest): Promise<NodeRunResult>
  /** The endpoints that were called, in order. */
  calledEndpoints(): readonly string[]
  /** The one output item of a run that must work. Throws the node's error. */
  runOne(operation: string, values?: Parameters<typeof fillPanel>[3], rest?: Rest): Promise<IDataObject>
}

/** Opens a bench; close its sandbox afterwards. */
export const openBench = async (options: SandboxOptions = {}): Promise<Bench> => {
  const sandbox = await startSandbox(options)
  const credentialOf = (provider: ProviderName) => ({
    ...sandbox.credentials[provider],
    baseUrl: sandbox.baseUrls[provider],
  })
  const bench: Bench = {
    sandbox,
    credentialOf,
    calledEndpoints: () => [...sandbox.requests].map(({ endpoint }) => endpoint),
    run(id, values = {}, rest = {}) {
      const [provider, resource = '', operation = ''] = id.split('.') as [ProviderName, string?, string?]
      const node: INodeType = nodes[provider]
      const parameters = fillPanel(node, resource, operation, values)
      return runInN8n({ credential: credentialOf(provider), ...rest, node, parameters })
    },
    async runOne(id, values, rest) {
      const { error, items } = await bench.run(id, values, rest)
      if (error || items.length !== 1) throw new Error(`${id} gave ${items.length} items: ${error?.message ?? ''}`)
      return items[0]?.json ?? {}
    },
  }
  return bench
}

import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { N8nInstallation } from './install-n8n.ts'
import { until } from './until.ts'

/** A node of a workflow, as far as a test says it. */
export interface WorkflowNode {
  readonly id?: string
  readonly name: string
  readonly type: string
  readonly typeVersion?: number
  readonly position?: readonly [number, number]
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly credentials?: Readonly<Record<string, { readonly id: string; readonly name: string }>>
  readonly webhookId?: string
  readonly onError?: 'continueRegularOutput' | 'continueErrorOutput' | 'stopWorkflow'
}

export interface Workflow {
  readonly name: string
  readonly nodes: readonly WorkflowNode[]
  readonly connections: Readonly<Record<string, unknown>>
  readonly settings?: Readonly<Record<string, unknown>>
}

export interface SavedWorkflow extends Workflow {
  readonly id: string
  readonly versionId: string
}

/** What one node gave: items, by output. */
export interface NodeRun {
  readonly error?: { readonly message: string; readonly description?: string | null }
  readonly data?: {
    readonly main: readonly (readonly { json: Record<string, unknown>; pairedItem?: unknown }[] | null)[]
  }
}

export interface Execution {
  readonly id: string
  readonly status: string
  readonly mode: string
  readonly workflowId: string
}

export interface FinishedExecution extends Execution {
  readonly error: { readonly message: string } | undefined
  /** Items that a node gave on its first run, on one of its outputs. */
  items(node: string, output?: number): readonly { json: Record<string, unknown>; pairedItem?: unknown }[]
  run(node: string): NodeRun | undefined
  /** Items of all runs of a node on one of its outputs, in their order; a loop runs a node several times. */
  itemsOfAllRuns(node: string, output?: number): readonly { json: Record<string, unknown>; pairedItem?: unknown }[]
}

interface Publication {
  readonly status: string
  readonly triggers: readonly { readonly status: string; readonly errorMessage: string | null }[]
}

interface ExecutionData {
  readonly resultData: { readonly runData: Record<string, NodeRun[]>; readonly error?: { readonly message: string } }
}

/** Who owns an n8n of the tests. */
export const owner = {
  email: 'owner@example.com',
  firstName: 'Test',
  lastName: 'Owner',
  password: 'Password-for-tests-1',
}

/** n8n's own REST interface, as the editor uses it. */
export class RestClient {
  readonly origin: string
  readonly #parseFlatted: (text: string) => unknown
  #cookie = ''

  constructor(origin: string, { folder }: N8nInstallation) {
    this.origin = origin
    const require = createRequire(join(folder, 'package.json'))
    this.#parseFlatted = (require(join(folder, 'node_modules/flatted')) as { parse(text: string): unknown }).parse
  }

  async request<Data>(method: string, path: string, body?: unknown): Promise<Data> {
    const response = await fetch(`${this.origin}/rest${path}`, {
      method,
      headers: { 'content-type': 'application/json', cookie: this.#cookie },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const cookie = response.headers.getSetCookie().find((text) => text.startsWith('n8n-auth='))
    if (cookie !== undefined) this.#cookie = cookie.split(';')[0] ?? ''
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${text.slice(0, 1_000)}`)
    return (JSON.parse(text) as { data: Data }).data
  }

  /** Makes the owner of a new n8n, or logs in to one that has it. */
  async signIn(): Promise<void> {
    const { data } = (await (await fetch(`${this.origin}/rest/settings`)).json()) as {
      data: { userManagement: { showSetupOnFirstLoad: boolean } }
    }
    if (data.userManagement.showSetupOnFirstLoad) await this.request('POST', '/owner/setup', owner)
    await this.request('POST', '/login', { emailOrLdapLoginId: owner.email, password: owner.password })
  }

  testCredential(type: string, data: object): Promise<{ status: 'OK' | 'Error'; message: string }> {
    return this.request('POST', '/credentials/test', { credentials: { id: '', name: 'under test', type, data } })
  }

  /** Saves a credential, and gives what a node refers to it with. */
  async saveCredential(type: string, data: object): Promise<Record<string, { id: string; name: string }>> {
    const name = `${type} of the sandbox`
    const { id } = await this.request<{ id: string }>('POST', '/credentials', { name, type, data })
    return { [type]: { id, name } }
  }

  saveWorkflow(workflow: Workflow): Promise<SavedWorkflow> {
    const nodes = workflow.nodes.map((node, index) => ({
      id: crypto.randomUUID(),
      typeVersion: 1,
      position: [index * 220, 0],
      parameters: {},
      ...node,
    }))
    return this.request('POST', '/workflows', { settings: { executionOrder: 'v1' }, ...workflow, nodes })
  }

  /** Runs a workflow by hand from one of its nodes, to its end. */
  async runWorkflow(workflow: SavedWorkflow, startNode: string): Promise<FinishedExecution> {
    return this.finishedExecution(await this.startWorkflow(workflow, startNode))
  }

  /** Starts a workflow by hand from one of its nodes; gives the id of the execution. */
  async startWorkflow({ id }: SavedWorkflow, startNode: string): Promise<string> {
    const { executionId } = await this.request<{ executionId: string }>('POST', `/workflows/${id}/run`, {
      triggerToStartFrom: { name: startNode },
    })
    return executionId
  }

  /** Waits until an execution has paused. */
  async pausedExecution(id: string): Promise<void> {
    await until(`execution ${id} to wait`, async () => {
      const { status } = await this.request<Execution>('GET', `/executions/${id}`)
      if (status !== 'waiting' && status !== 'running' && status !== 'new') throw new Error(`it has ended: ${status}`)
      return status === 'waiting'
    })
  }

  /** Publishes a workflow, and waits until its triggers are there. Throws with n8n's reason if that fails. */
  async activate({ id, versionId }: SavedWorkflow): Promise<void> {
    await this.request('POST', `/workflows/${id}/activate`, { versionId })
    await until('the workflow to be published', async () => {
      const { status, triggers } = await this.publication(id)
      const failed = triggers.find(({ errorMessage }) => errorMessage !== null)
      if (failed) throw new Error(failed.errorMessage ?? status)
      return status === 'published' && triggers.every((trigger) => trigger.status === 'activated')
    })
  }

  /** How far the publication of a workflow is, and what its triggers say. */
  publication(workflowId: string): Promise<Publication> {
    return this.request('GET', `/workflows/${workflowId}/publication-status`)
  }

  deactivate({ id }: SavedWorkflow): Promise<unknown> {
    return this.request('POST', `/workflows/${id}/deactivate`)
  }

  async listExecutions({ id }: SavedWorkflow): Promise<readonly Execution[]> {
    const filter = encodeURIComponent(JSON.stringify({ workflowId: id }))
    const { results } = await this.request<{ results: Execution[] }>('GET', `/executions?filter=${filter}&limit=100`)
    return results
  }

  /** Waits for an execution to end, and gives what it did. */
  async finishedExecution(id: string, deadlineMs?: number): Promise<FinishedExecution> {
    const ask = async () => {
      const found = await this.request<Execution & { data: string }>('GET', `/executions/${id}`)
      return ['new', 'running', 'waiting'].includes(found.status) ? undefined : found
    }
    const execution = await until(`execution ${id} to end`, ask, deadlineMs)
    const { resultData } = this.#parseFlatted(execution.data) as ExecutionData
    const run = (node: string) => resultData.runData[node]?.[0]
    return {
      ...execution,
      error: resultData.error,
      run,
      items: (node, output = 0) => run(node)?.data?.main[output] ?? [],
      itemsOfAllRuns: (node, output = 0) =>
        (resultData.runData[node] ?? []).flatMap(({ data }) => data?.main[output] ?? []),
    }
  }
}

import process from 'node:process'
import { ExecutionLifecycleHooks, LoadOptionsContext, WorkflowExecute } from 'n8n-core'
import {
  type ICredentialDataDecryptedObject,
  ICredentialsHelper,
  type IDataObject,
  type ILoadOptionsFunctions,
  type INode,
  type INodeExecutionData,
  type INodeParameters,
  type INodeType,
  type INodeTypes,
  type IRun,
  type IWorkflowExecuteAdditionalData,
  type NodeExecutionHint,
  NodeConnectionTypes,
  type OnError,
  Workflow,
} from 'n8n-workflow'

/** One node of ours, run by n8n's own engine behind a node that gives it items. */
export interface NodeRun {
  readonly node: INodeType
  readonly parameters: INodeParameters
  /** The JSON of the items; one empty item if left out. */
  readonly items?: readonly IDataObject[]
  readonly credential: ICredentialDataDecryptedObject
  /** Called before each decryption of the credential, which fails if this throws. */
  readonly readCredential?: () => void
  readonly onError?: OnError
  readonly executeOnce?: boolean
  readonly timezone?: string
  /** Resolves when the execution is to be cancelled. */
  readonly cancelWhen?: Promise<unknown>
}

/** What became of it. */
export interface NodeRunResult {
  readonly items: readonly INodeExecutionData[]
  /** Items of the error output. */
  readonly errorItems: readonly INodeExecutionData[]
  readonly error: (Error & { readonly description?: string | null; readonly context?: IDataObject }) | undefined
  readonly hints: readonly NodeExecutionHint[]
  /** How often a credential was decrypted. */
  readonly decryptions: number
}

// n8n reports each failing node to its log, and would fill the output of tests that mean to fail.
process.env['N8N_LOG_LEVEL'] ??= 'silent'

const nodeName = 'Node under test'

/** Gives the items of a run; n8n's Manual Trigger with pinned data does the same. */
const createItemSource = (items: readonly IDataObject[]): INodeType => ({
  description: {
    displayName: 'Items',
    name: 'itemSource',
    group: ['trigger'],
    version: 1,
    description: 'Items',
    defaults: { name: 'Items' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    properties: [],
  },
  execute: () => Promise.resolve([items.map((json) => ({ json }))]),
})

class OneCredential extends ICredentialsHelper {
  decryptions = 0
  readonly credential: ICredentialDataDecryptedObject
  readonly onRead: (() => void) | undefined

  constructor(credential: ICredentialDataDecryptedObject, onRead?: () => void) {
    super()
    this.credential = credential
    this.onRead = onRead
  }

  getDecrypted = async (): Promise<ICredentialDataDecryptedObject> => {
    this.decryptions += 1
    this.onRead?.()
    return { ...this.credential }
  }

  getParentTypes = () => []
  isCredentialUsableByNode = () => true
  getCredentialsProperties = () => []
  authenticate = () => this.refuse()
  preAuthentication = () => this.refuse()
  runPreAuthentication = () => this.refuse()
  getCredentials = () => this.refuse()
  updateCredentials = () => this.refuse()
  updateCredentialsOauthTokenData = () => this.refuse()

  private refuse(): Promise<never> {
    return Promise.reject(new Error('The nodes need nothing but the decrypted credential'))
  }
}

const listTypes = (types: Readonly<Record<string, INodeType>>): INodeTypes => ({
  getByName: (name) => types[name] as INodeType,
  getByNameAndVersion: (name) => types[name] as INodeType,
  getKnownTypes: () => ({}),
})

const createNode = (name: string, type: string, parameters: INodeParameters, rest: Partial<INode> = {}): INode => ({
  id: name,
  name,
  type,
  typeVersion: 1,
  position: [0, 0],
  parameters,
  ...rest,
})

const createWorkflow = ({
  node,
  parameters,
  items = [{}],
  onError,
  executeOnce,
  timezone = 'UTC',
}: NodeRun): Workflow => {
  const [credential] = node.description.credentials ?? []
  const tested = createNode(nodeName, node.description.name, parameters, {
    credentials: { [credential?.name ?? '']: { id: '1', name: 'Test' } },
    ...(onError && { onError }),
    ...(executeOnce && { executeOnce }),
  })
  return new Workflow({
    id: 'test',
    name: 'Test',
    active: false,
    nodes: [createNode('Items', 'itemSource', {}), tested],
    connections: { Items: { main: [[{ node: nodeName, type: NodeConnectionTypes.Main, index: 0 }]] } },
    nodeTypes: listTypes({ itemSource: createItemSource(items), [node.description.name]: node }),
    settings: { timezone, executionOrder: 'v1' },
  })
}

const noAddress = 'http://127.0.0.1:1/'

const createAdditionalData = (credentialsHelper: ICredentialsHelper): IWorkflowExecuteAdditionalData => {
  const refuse = () => Promise.reject(new Error('The nodes run no other workflow'))
  const needed = {
    credentialsHelper,
    executeWorkflow: refuse,
    getRunExecutionData: () => Promise.resolve(undefined),
    getRuntimeCredential: () => Promise.resolve(undefined),
    executionId: '1',
    currentNodeExecutionIndex: 0,
    restApiUrl: noAddress,
    instanceBaseUrl: noAddress,
    formBaseUrl: noAddress,
    formWaitingBaseUrl: noAddress,
    formTestBaseUrl: noAddress,
    webhookBaseUrl: noAddress,
    webhookWaitingBaseUrl: noAddress,
    webhookTestBaseUrl: noAddress,
    mcpBaseUrl: noAddress,
    mcpTestBaseUrl: noAddress,
    variables: {},
    logAiEvent: () => undefined,
    startRunnerTask: refuse,
    hooks: new ExecutionLifecycleHooks('integrated', '1', {
      id: 'test',
      name: 'Test',
      active: false,
      activeVersionId: null,
      isArchived: false,
      createdAt: new Date(0),
      updatedAt: new Date(0),
      nodes: [],
      connections: {},
    }),
  }
  // The rest belongs to features that no node of ours touches.
  return needed as unknown as IWorkflowExecuteAdditionalData
}

const readResult = (run: IRun, decryptions: number): NodeRunResult => {
  const { runData, error } = run.data.resultData
  const task = runData[nodeName]?.[0]
  const [items, errorItems] = task?.data?.['main'] ?? []
  return {
    items: items ?? [],
    errorItems: errorItems ?? [],
    error: (task?.error ?? error) as NodeRunResult['error'],
    hints: task?.hints ?? [],
    decryptions,
  }
}

/** Runs a node in n8n-core's WorkflowExecute: its expressions, parameters, error output and HTTP helper are n8n's own. */
export const runInN8n = async (run: NodeRun): Promise<NodeRunResult> => {
  const credentials = new OneCredential(run.credential, run.readCredential)
  const workflow = createWorkflow(run)
  const startNode = workflow.getNode('Items') as INode
  const execution = new WorkflowExecute(createAdditionalData(credentials), 'integrated').run({ workflow, startNode })
  void run.cancelWhen?.then(() => execution.cancel())
  return readResult(await execution, credentials.decryptions)
}

/** What n8n gives to a search of a node's panel. */
export const createSearchContext = (
  node: INodeType,
  credential: ICredentialDataDecryptedObject,
): ILoadOptionsFunctions => {
  const workflow = createWorkflow({ node, parameters: {}, credential })
  const tested = workflow.getNode(nodeName) as INode
  const additionalData = createAdditionalData(new OneCredential(credential))
  // n8n's own declarations disagree about whether a workflow has a name.
  return new LoadOptionsContext(workflow, tested, additionalData, '') as unknown as ILoadOptionsFunctions
}

/** What an expression in a node's panel gives, as the editor evaluates it before any run. */
export const evaluateInPanel = (node: INodeType, parameters: INodeParameters, expression: string): unknown => {
  const workflow = createWorkflow({ node, parameters, credential: {} })
  const tested = workflow.getNode(nodeName) as INode
  return workflow.expression.getSimpleParameterValue(tested, expression, 'internal', {})
}

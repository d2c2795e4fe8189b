import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { importTemplate, templatesFolder } from './import-template.ts'
import type { Workflow, WorkflowNode } from './rest-client.ts'
import { createN8nHome } from './start-n8n.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

/** What n8n says of a node, as far as its own check reads it. */
interface NodeType {
  readonly name: string
  readonly version: number | readonly number[]
  readonly defaultVersion?: number
  readonly properties: readonly object[]
}

interface NodeHelpers {
  getNodeParametersIssues(
    properties: readonly object[],
    node: WorkflowNode,
    type: NodeType,
  ): { readonly parameters?: Readonly<Record<string, readonly string[]>> } | null
}

const files = readdirSync(templatesFolder).filter((file) => file.endsWith('.json'))
const readTemplate = (file: string) => JSON.parse(readFileSync(templatesFolder + file, 'utf8')) as Workflow

let bench: Workbench
let helpers: NodeHelpers

beforeAll(async () => {
  bench = await openWorkbench()
  const { folder } = inject('n8n').installation
  const require = createRequire(join(folder, 'package.json'))
  helpers = (require(join(folder, 'node_modules/n8n-workflow')) as { NodeHelpers: NodeHelpers }).NodeHelpers
})
afterAll(() => bench.close())

const describeNode = async ({ type, typeVersion }: WorkflowNode): Promise<NodeType> => {
  const nodeInfos = [{ name: type, version: typeVersion }]
  const [description] = await bench.rest.request<NodeType[]>('POST', '/node-types', { nodeInfos })
  if (!description) throw new Error(`n8n has no node ${type}`)
  return description
}

const newestOf = ({ version, defaultVersion }: NodeType) => defaultVersion ?? Math.max(...[version].flat())

test.each(files)('%s is made of the newest nodes that n8n has', async (file) => {
  const outdated: string[] = []
  for (const node of readTemplate(file).nodes) {
    const newest = newestOf(await describeNode(node))
    if (node.typeVersion !== newest) outdated.push(`${node.name}: ${node.typeVersion}, not ${newest}`)
  }
  expect(outdated).toEqual([])
})

test.each(files)('%s is imported without a complaint about any node', async (file) => {
  const { nodes } = await importTemplate(bench, file.replace('.json', ''))
  const complaints: string[] = []
  for (const node of nodes) {
    const description = await describeNode(node)
    const issues = helpers.getNodeParametersIssues(description.properties, node, description)?.parameters ?? {}
    complaints.push(...Object.keys(issues).map((parameter) => `${node.name}: ${parameter}`))
  }
  // The secret of the delivery reports has to be the user's own.
  expect(complaints.filter((complaint) => complaint !== 'Delivery Reports: callbackSecret')).toEqual([])
})

test("n8n's command line imports the whole folder", async () => {
  const { installation, packageFolder } = inject('n8n')
  const home = createN8nHome(installation, packageFolder)
  onTestFinished(() => home.remove())
  const written = await home.run('import:workflow', '--separate', `--input=${templatesFolder}`)
  expect(written).toContain(`Successfully imported ${files.length} workflows`)
})

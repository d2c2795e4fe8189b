import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { SavedWorkflow, Workflow, WorkflowNode } from './rest-client.ts'
import type { Workbench } from './workbench.ts'

/** Where the workflows are that users import. */
export const templatesFolder = fileURLToPath(new URL('../../packages/n8n-nodes/templates/', import.meta.url))

/** What a user sets in a template, by the name of the node: these parameters, the others stay as they are in the file. */
export type TemplateSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const setNode = (node: WorkflowNode, settings: TemplateSettings, credentials: WorkflowNode['credentials']) => {
  const parameters = settings[node.name]
  return {
    ...node,
    ...(credentials && { credentials }),
    ...(parameters && { parameters: { ...node.parameters, ...parameters } }),
  }
}

/** Imports a template from its file, as it is but for credentials and what a user sets. Throws if a setting names no node. */
export const importTemplate = async (
  bench: Workbench,
  name: string,
  settings: TemplateSettings = {},
): Promise<SavedWorkflow> => {
  const template = JSON.parse(readFileSync(`${templatesFolder}${name}.json`, 'utf8')) as Workflow
  const strangers = Object.keys(settings).filter((key) => !template.nodes.some((node) => node.name === key))
  if (strangers.length > 0) throw new Error(`${name} has no node ${strangers.join(', ')}`)
  const credentials: Readonly<Record<string, WorkflowNode['credentials']>> = {
    'n8n-nodes-heliograph.sms365': bench.sms365,
    'n8n-nodes-heliograph.netOxygen': bench.netOxygen,
    'n8n-nodes-heliograph.proxStop': bench.proxStop,
  }
  const nodes = template.nodes.map((node) => setNode(node, settings, credentials[node.type]))
  return bench.rest.saveWorkflow({ ...template, nodes })
}

/** The parameters of a Code node that stands for a list. */
export const listOf = (rows: readonly object[]) => ({
  jsCode: `return ${JSON.stringify(rows)}.map((json) => ({ json }))`,
})

/** The parameters of a Set node, which stands for settings, with some of its values changed. */
export const valuesOf = (values: Readonly<Record<string, string | number | boolean>>) => ({
  assignments: {
    assignments: Object.entries(values).map(([name, value]) => ({ id: name, name, value, type: typeof value })),
  },
})

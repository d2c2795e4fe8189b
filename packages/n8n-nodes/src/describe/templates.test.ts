import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import {
  type INode,
  type INodeParameters,
  type INodeProperties,
  type INodeTypeDescription,
  NodeHelpers,
} from 'n8n-workflow'
import { describe, expect, it } from 'vitest'
import { Sms365Trigger } from '../../nodes/Sms365Trigger/Sms365Trigger.node.ts'
import { nodes } from '../testing/open-bench.ts'

interface Template {
  readonly nodes: readonly INode[]
  readonly connections: Readonly<Record<string, { readonly main: readonly (readonly { readonly node: string }[])[] }>>
}

const folder = fileURLToPath(new URL('../../templates/', import.meta.url))
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const readText = (file: string) => readFileSync(folder + file, 'utf8')

const descriptions = new Map<string, INodeTypeDescription>(
  [...Object.values(nodes), new Sms365Trigger()].map(({ description }) => [
    `n8n-nodes-heliograph.${description.name}`,
    description,
  ]),
)

const isNote = ({ type }: INode) => type === 'n8n-nodes-base.stickyNote'

/** What a panel shows for these parameters, by name. */
const shownProperties = (node: INode, description: INodeTypeDescription): ReadonlyMap<string, INodeProperties> =>
  new Map(
    description.properties
      .filter((property) => NodeHelpers.displayParameter(node.parameters, property, null, description))
      .map((property) => [property.name, property]),
  )

const listUnknown = (node: INode, description: INodeTypeDescription): string[] => {
  const shown = shownProperties(node, description)
  return Object.entries(node.parameters).flatMap(([name, value]) => {
    const property = shown.get(name)
    if (!property) return [name]
    if (property.type !== 'collection') return []
    const known = new Set(property.options?.map((option) => option.name))
    return Object.keys(value as INodeParameters).flatMap((inner) => (known.has(inner) ? [] : [`${name}.${inner}`]))
  })
}

const listMissing = (node: INode, description: INodeTypeDescription): string[] =>
  [...shownProperties(node, description).values()].flatMap(({ name, required }) =>
    required && !node.parameters[name] ? [name] : [],
  )

const isInChoice = (node: INode, description: INodeTypeDescription, name: string) =>
  [...shownProperties(node, description).values()].some(
    (property) =>
      property.name === name &&
      property.options?.some((option) => 'value' in option && option.value === node.parameters[name]),
  )

const sizeOf = ({ type, parameters }: INode) =>
  type === 'n8n-nodes-base.stickyNote'
    ? { width: Number(parameters['width']), height: Number(parameters['height']) }
    : { width: 100, height: 130 }

const overlap = (left: INode, right: INode) => {
  const [a, b] = [sizeOf(left), sizeOf(right)]
  return (
    left.position[0] < right.position[0] + b.width &&
    right.position[0] < left.position[0] + a.width &&
    left.position[1] < right.position[1] + b.height &&
    right.position[1] < left.position[1] + a.height
  )
}

it('finds the templates that the package promises', () => {
  expect(files.toSorted()).toEqual([
    'appointment-reminders.json',
    'contact-list-sync.json',
    'fail-over.json',
    'low-balance-alert.json',
    'netoxygen-wait-and-check.json',
    'proxstop-wait-and-check.json',
    'sign-up-phone-check.json',
  ])
})

it('lists each of them in the README of their folder', () => {
  const readme = readText('README.md')
  expect(files.filter((file) => !readme.includes(`(${file})`))).toEqual([])
})

describe.each(files)('the template %s', (file) => {
  const text = readText(file)
  const template = JSON.parse(text) as Template
  const own = template.nodes.filter(({ type }) => type.startsWith('n8n-nodes-heliograph.'))

  it('holds what the import reads, and nothing that belongs to one n8n or one person', () => {
    expect(Object.keys(template).toSorted()).toEqual(['connections', 'name', 'nodes', 'settings'])
    for (const node of template.nodes) {
      expect(node).not.toHaveProperty('credentials')
      expect(node.retryOnFail ?? false).toBe(false)
      expect(node.parameters['callbackSecret'] ?? '').toBe('')
    }
    expect(text).not.toMatch(/https?:\/\//)
    const withoutIds = text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
    expect(withoutIds).not.toMatch(/(\d[ -]?){7}/)
  })

  it('has ids and names that are its own, and explains itself in a note', () => {
    expect(new Set(template.nodes.map(({ id }) => id)).size).toBe(template.nodes.length)
    expect(new Set(template.nodes.map(({ name }) => name)).size).toBe(template.nodes.length)
    const notes = template.nodes.filter(isNote).map(({ parameters }) => String(parameters['content']))
    expect(notes.join('\n')).toContain('**To set**')
  })

  it('connects every node with others that exist', () => {
    const names = new Set(template.nodes.map(({ name }) => name))
    const edges = Object.entries(template.connections).flatMap(([from, { main }]) =>
      main.flat().map(({ node }) => [from, node] as const),
    )
    for (const edge of edges) for (const name of edge) expect(names).toContain(name)
    const connected = new Set(edges.flat())
    const alone = template.nodes.filter((node) => !isNote(node) && !connected.has(node.name))
    expect(alone.map(({ name }) => name)).toEqual([])
  })

  it('refers in expressions to nodes that exist', () => {
    const names = new Set(template.nodes.map(({ name }) => name))
    const referred = template.nodes.flatMap(({ parameters }) =>
      [...JSON.stringify(parameters).matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name),
    )
    expect(referred.filter((name) => !names.has(name ?? ''))).toEqual([])
  })

  it('names in its notes nodes that exist', () => {
    const bold = template.nodes
      .filter(isNote)
      .flatMap(({ parameters }) => [...String(parameters['content']).matchAll(/\*\*([A-Z][^*]*)\*\*/g)])
      .map(([, name]) => name ?? '')
    const names = new Set(template.nodes.map(({ name }) => name))
    expect(bold.filter((name) => !names.has(name) && name !== 'To set')).toEqual([])
  })

  it('lets no node lie upon another', () => {
    const overlaps = template.nodes.flatMap((left, index) =>
      template.nodes
        .slice(index + 1)
        .filter((right) => overlap(left, right))
        .map((right) => `${left.name} and ${right.name}`),
    )
    expect(overlaps).toEqual([])
  })

  it.each(own.map((node) => [node.name, node] as const))('%s: is filled in as its panel asks', (_name, node) => {
    const description = descriptions.get(node.type)
    if (!description) throw new Error(`There is no node ${node.type}`)
    expect(node.typeVersion).toBe(description.version)
    expect(listUnknown(node, description)).toEqual([])
    // The secret is the user's own.
    expect(listMissing(node, description).filter((name) => name !== 'callbackSecret')).toEqual([])
    if (description.group.includes('trigger')) return
    expect(isInChoice(node, description, 'resource')).toBe(true)
    expect(isInChoice(node, description, 'operation')).toBe(true)
  })

  it('has the error output of every node that sends connected', () => {
    const sending = own.filter(({ parameters }) => /^(send|sms|call|bulk)$/.test(String(parameters['operation'])))
    for (const { name, onError } of sending) {
      expect(onError).toBe('continueErrorOutput')
      expect(template.connections[name]?.main[1] ?? []).not.toEqual([])
    }
  })
})

it('the contact sync knows a Greek number with and without its country code for the same', () => {
  const template = JSON.parse(readText('contact-list-sync.json')) as Template
  const { jsCode } = template.nodes.find(({ name }) => name === 'Compare')?.parameters ?? {}
  const contact = { contactId: '1', mobile: '306971234567', name: 'Maria' }
  const itemsOf: Readonly<Record<string, readonly object[]>> = {
    'Your List': [{ mobile: '697 123 4567', name: 'Maria' }],
    'Read Group': [{ contacts: [contact] }],
    Settings: [{ removeGone: true }],
  }
  const toInput = (items: readonly object[] = []) => ({
    all: () => items.map((json) => ({ json })),
    first: () => ({ json: items[0] }),
  })
  const globals = { $input: toInput([contact]), $: (name: string) => toInput(itemsOf[name]) }
  const steps: unknown = runInNewContext(`JSON.stringify((() => {${String(jsCode)}})())`, globals)
  expect(steps).toBe('[]')
})

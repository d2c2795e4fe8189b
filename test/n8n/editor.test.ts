import { listOperations, netoxygen, proxstop, sms365 } from '@heliograph/core'
import type { Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { type Editor, openEditor } from './editor-page.ts'
import { importTemplate } from './import-template.ts'
import type { WorkflowNode } from './rest-client.ts'
import { until } from './until.ts'
import { chain, itemsNode, openWorkbench, ourNode, start, type Workbench } from './workbench.ts'

const mobile = '306971234567'
// Two parts.
const longText =
  'Your appointment with Dr Papadopoulou is tomorrow at 09:30, Ermou 12, second floor. Please bring your insurance card. To move it, call 210 123 4567 until 18:00 today.'
let bench: Workbench
let editor: Editor

beforeAll(async () => {
  bench = await openWorkbench()
  editor = await openEditor(inject('n8n').origin)
})
afterAll(async () => {
  await editor?.close()
  await bench?.close()
})
afterEach(() => {
  const complaints = editor.takeComplaints()
  if (complaints.length > 0) throw new Error(`The browser complained:\n${complaints.join('\n')}`)
})

/** What stands in a field of the panel that is open. */
const valueOf = (name: string) => editor.part(`parameter-input-${name}`).locator('input, textarea').first().inputValue()

const textOf = (testId: string) => editor.part(testId).innerText()

/** Saves a workflow that ends with this node, and opens the panel of it. */
const openPanel = async (node: WorkflowNode, ...before: readonly WorkflowNode[]) => {
  const id = crypto.randomUUID()
  const workflow = await bench.rest.saveWorkflow(chain('in the editor', ...before, { ...node, id }))
  await editor.openWorkflow(workflow.id, id)
}

const sms365Node = (parameters: Record<string, unknown>): WorkflowNode => ({
  name: 'sms365',
  type: ourNode('sms365'),
  credentials: bench.sms365,
  parameters,
})

/** Waits until every picture in a part of the page shows something; gives the names of their files. */
const loadedIcons = (part: Locator) =>
  until('the icons to be loaded', async () => {
    const icons = await part
      .locator('img')
      .evaluateAll((images) =>
        (images as unknown as { src: string; naturalWidth: number }[]).map((image) => [image.src, image.naturalWidth]),
      )
    return icons.length > 0 && icons.every(([, width]) => width !== 0) && icons.map(([src]) => String(src))
  })

const added = [
  {
    name: 'sms365',
    operations: listOperations(sms365).length + 2,
    action: 'Send an SMS',
    shown: { resource: 'SMS', operation: 'Send SMS' },
    asked: ['to', 'text'],
  },
  {
    name: 'NetOxygen',
    operations: listOperations(netoxygen).length,
    action: 'Send an SMS to one or many recipients',
    shown: { resource: 'Message', operation: 'Send SMS' },
    asked: ['to', 'message'],
  },
  {
    name: 'ProxStop',
    operations: listOperations(proxstop).length,
    action: 'Send a verification code by SMS',
    shown: { resource: 'Phone Verification', operation: 'Send Code by SMS' },
    asked: ['country', 'phone', 'code'],
  },
]

test.each(added)('$name is found by its name; a chosen action asks for what it needs', async (node) => {
  const { page, part } = editor
  await editor.openNewWorkflow()
  const entry = await editor.findNode(node.name)
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await until(`the ${theme} icon of ${node.name}`, async () => {
      const icons = await loadedIcons(entry)
      return icons.every((file) => file.endsWith('.dark.svg') === (theme === 'dark'))
    })
    await editor.shoot(`creator-${node.name}-${theme}`)
  }

  await entry.click()
  const actions = part('node-creator-category-item').filter({ hasText: `Actions (${node.operations})` })
  await actions.waitFor()
  const action = part('node-creator-item-name').getByText(node.action, { exact: true })
  if (!(await action.isVisible())) await actions.click()
  await action.waitFor()
  await loadedIcons(part('node-creator'))
  await editor.shoot(`actions-${node.name}`, { part: part('node-creator'), readme: node.name === 'sms365' })

  await action.click()
  await part('node-parameters').waitFor()
  for (const [field, title] of Object.entries(node.shown)) expect(await valueOf(field)).toBe(title)
  for (const field of node.asked) {
    expect(await part(`parameter-input-${field}`).isVisible()).toBe(true)
    expect(await valueOf(field)).toBe('')
  }
  expect(await part('node-credentials-select').isVisible()).toBe(true)
  const panel = await textOf('node-parameters')
  expect(panel).toContain('Costs credit each time it runs')
  expect(panel).toContain('Leave "Retry On Fail" off')
  await editor.shoot(`added-${node.name}`)
})

test('the trigger starts with the report that was chosen, and gives an address with its secret to copy', async () => {
  const { page, part } = editor
  await editor.openNewWorkflow()
  await (await editor.findNode('sms365')).click()
  await part('node-creator-item-name').getByText('On SMS failed', { exact: true }).click()
  await part('node-parameters').waitFor()
  expect(await part('parameter-input-statuses').innerText()).toMatch(/^\s*Failed\s*$/)
  await part('parameter-input-callbackSecret').locator('input').fill('a-secret-nobody-guesses')
  await part('parameter-input-callbackSecret').locator('input').blur()
  await editor.shoot('trigger', { part: editor.part('ndv'), readme: true })

  await part('expander').click()
  const result = part('expression-modal-output')
  await until('the callback to copy', async () =>
    /\}\}\/[-\w]+\/delivery-report\?secret=a-secret-nobody-guesses$/.test(
      (await result.innerText()).replace(/\s/g, ''),
    ),
  )
  await editor.shoot('trigger-callback')
  await page.keyboard.press('Escape')
})

test('a contact is picked from a list that is searched', async () => {
  const { part } = editor
  for (const [number, name] of [
    [mobile, 'Maria'],
    ['306971234568', 'Nikos'],
  ] as const) {
    const body = new URLSearchParams({ key: bench.sandbox.credentials.sms365.apiKey, mobile: number, name })
    await fetch(`${bench.sandbox.baseUrls.sms365}/contact/add`, { method: 'POST', body })
  }
  await openPanel(sms365Node({ resource: 'contact', operation: 'get' }), start)
  await part('rlc-input').click()
  await part('rlc-item').nth(1).waitFor()
  expect(await part('rlc-item').allInnerTexts()).toEqual([`Maria · ${mobile}`, 'Nikos · 306971234568'])
  await part('rlc-search').fill('nik')
  await until('the search to leave one', async () => (await part('rlc-item').count()) === 1)
  await editor.shoot('contact-picker')
  await part('rlc-item').click()
  await until('the contact to be picked', async () => (await part('rlc-input').inputValue()).startsWith('Nikos'))
})

test('a node that is run shows what came of it, and one that is refused what to do', async () => {
  const { part } = editor
  await openPanel(sms365Node({ resource: 'sms', operation: 'send', to: mobile, text: 'Your table is booked' }), start)
  await part('node-execute-button').click()
  await part('node-run-status-success').waitFor()
  await part('output-panel').getByText('smsId', { exact: true }).waitFor()
  expect(await textOf('output-panel')).toContain('1 item')
  await editor.shoot('run')

  await part('parameter-input-to').locator('input').fill('306971990004')
  await part('node-execute-button').click()
  await part('node-error-message').waitFor()
  expect(await textOf('node-error-message')).toBe('sms365 refused it with 105 (Not enough balance)')
  expect(await textOf('node-error-description')).toContain('Buy credit for the account')
  await editor.shoot('refused', { part: editor.part('ndv'), readme: true })
})

test('many items become one request, and each has its result', async () => {
  const people = ['0792223344', '0792223345', '0792223346', '0792223347'].map((number) => ({ mobile: number }))
  const send: WorkflowNode = {
    name: 'NetOxygen',
    type: ourNode('netOxygen'),
    credentials: bench.netOxygen,
    parameters: {
      resource: 'message',
      operation: 'send',
      to: '={{ $json.mobile }}',
      message: 'Your table is booked for 20:00',
      options: { combineItems: true },
    },
  }
  await openPanel(send, start, itemsNode(people))
  bench.sandbox.requests.clear()
  await editor.part('node-execute-button').click()
  await editor.part('output-panel').getByText('0792223347', { exact: true }).waitFor()
  expect(await textOf('output-panel')).toContain('4 items')
  expect(bench.sandbox.requests).toHaveLength(1)
  await editor.part('parameter-expression-preview-to').waitFor()
  await editor.shoot('batching', { part: editor.part('ndv'), readme: true })
})

test('the dialog of a credential is red for a wrong key and says why, and green for the right one', async () => {
  const { page, part } = editor
  const { apiKey } = bench.sandbox.credentials.sms365
  const data = { apiKey: 'wrong', baseUrl: bench.sandbox.baseUrls.sms365 }
  const credentials = await bench.rest.saveCredential('sms365Api', data)
  await openPanel({ ...sms365Node({ resource: 'me', operation: 'balance' }), credentials }, start)
  await part('credential-edit-button').click()
  const dialog = part('credential-edit-dialog')
  await dialog.getByText('More details').click()
  await dialog.getByText('your IP is not white-listed').waitFor()
  const text = await dialog.innerText()
  for (const field of ['API Key', 'User Name', 'Password', 'Base URL']) expect(text).toContain(field)
  await editor.shoot('credential-wrong')

  await dialog.locator('[data-test-id="parameter-input-apiKey"] input').fill(apiKey)
  await part('credential-save-button').click()
  await part('credentials-config-container-test-success').waitFor()
  await editor.shoot('credential-right')
  await page.keyboard.press('Escape')
})

// Every kind of field, notice and hint that a panel can have is in one of these.
const panels: readonly (readonly [
  node: 'sms365' | 'netOxygen' | 'proxStop',
  id: string,
  more: object,
  shows: string,
])[] = [
  ['sms365', 'sms.sendThenReport', { to: mobile, text: longText }, 'it must be reachable from the internet'],
  ['sms365', 'sms.bulk', {}, 'Costs credit each time it runs'],
  ['sms365', 'twoFactor.send', { additionalFields: { wait: 0, text: '' } }, 'Wait (Seconds)'],
  ['sms365', 'twoFactor.check', {}, 'Auth ID'],
  ['sms365', 'hlr.lookup', {}, 'Simplify'],
  ['sms365', 'history.singleList', {}, 'Return All'],
  ['sms365', 'group.deleteContact', {}, 'Contact'],
  ['sms365', 'viber.send', { additionalFields: { validity: 3600 } }, 'Validity (Seconds)'],
  ['sms365', 'user.topup', {}, 'SMS Credits'],
  ['sms365', 'status.get', {}, 'takes them from all other readers'],
  ['netOxygen', 'message.status', {}, 'Message IDs'],
  ['proxStop', 'telephone.call', { additionalFields: { language: 'ENGLISH' } }, 'Language'],
]

test('the panel of each kind of operation shows what it needs', async () => {
  const { page, part } = editor
  const nodes = panels.map(([node, id, more]): WorkflowNode => {
    const [resource, operation] = id.split('.')
    return { name: id, type: ourNode(node), credentials: bench[node], parameters: { resource, operation, ...more } }
  })
  const poll: WorkflowNode = {
    name: 'poll',
    type: ourNode('sms365Trigger'),
    credentials: bench.sms365,
    parameters: { mode: 'poll' },
  }
  const workflow = await bench.rest.saveWorkflow(chain('panels', poll, ...nodes))
  await editor.openWorkflow(workflow.id)
  for (const [, id, , shows] of [...panels, ['sms365', 'poll', {}, 'Poll Every'] as const]) {
    await part('zoom-to-fit').click()
    await page.locator(`[data-test-id="canvas-node"][data-node-name="${id}"]`).dblclick()
    await part('node-parameters').getByText(shows).first().waitFor()
    expect(await part('node-credentials-select').isVisible()).toBe(true)
    await editor.shoot(`panel-${id}`, { part: part('ndv'), readme: id === 'sms.sendThenReport' })
    await editor.closePanel()
  }
})

test('a template looks tidy on the canvas', async () => {
  const workflow = await importTemplate(bench, 'fail-over')
  await editor.openWorkflow(workflow.id)
  await editor.part('zoom-to-fit').click()
  await until('all nodes to be there', async () => {
    const nodes = workflow.nodes.filter(({ type }) => !type.endsWith('stickyNote'))
    return (await editor.part('canvas-node').count()) >= nodes.length
  })
  await loadedIcons(editor.part('canvas'))
  await editor.shoot('template', { readme: true })
})

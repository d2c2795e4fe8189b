import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openForm, openWaitingPage } from './form-visitor.ts'
import { importTemplate, type TemplateSettings } from './import-template.ts'
import { openWorkbench, type Workbench } from './workbench.ts'

let bench: Workbench

beforeAll(async () => {
  bench = await openWorkbench()
})
afterAll(() => bench.close())

/** The published template, opened by a person. */
const visit = async (settings: TemplateSettings = {}) => {
  const workflow = await importTemplate(bench, 'sign-up-phone-check', settings)
  await bench.rest.activate(workflow)
  onTestFinished(async () => {
    await bench.rest.deactivate(workflow)
  })
  const webhookId = workflow.nodes.find(({ name }) => name === 'Phone Number')?.webhookId ?? ''
  let waitingUrl = ''
  const page = await openForm(`${bench.rest.origin}/form/${webhookId}`, (url) => {
    waitingUrl = url
  })
  return { page, waitingUrl: () => waitingUrl }
}

/** The code that the person reads in the SMS. */
const codeFor = async (to: string): Promise<string> => {
  const response = await fetch(`${bench.sandbox.origin}/inspector/messages?to=${to}`)
  const [message] = (await response.json()) as { code: string }[]
  return message?.code ?? ''
}

const wrongCode = (code: string) => (code === '1111' ? '2222' : '1111')

const sendsTo = (to: string) =>
  bench.sandbox.requests.filter(({ endpoint, fields, processed }) => {
    return endpoint === '2fa/send' && processed && fields['to'] === to
  })

const checks = () => bench.sandbox.requests.filter(({ endpoint }) => endpoint === '2fa/check').length

test('a person who enters the code from the SMS is welcome', async () => {
  const to = '306971400001'
  const { page } = await visit()
  expect(page.title).toBe('Your phone number')
  const second = await page.submit(`+30 697 140 0001`)
  expect(second.title).toBe('Your code')
  expect(second.text).toContain('We have sent an SMS')
  expect(sendsTo(to)).toHaveLength(1)
  const ending = await second.submit(` ${await codeFor(to)} `)
  expect(ending.title).toBe('Thank you')
})

test('a wrong code is told, and the right one still counts', async () => {
  const to = '306971400002'
  const { page } = await visit()
  const second = await page.submit(to)
  const again = await second.submit(wrongCode(await codeFor(to)))
  expect(again.text).toContain('That code is not right')
  const andAgain = await again.submit('not a code')
  expect(andAgain.text).toContain('That code is not right')
  expect((await andAgain.submit(await codeFor(to))).title).toBe('Thank you')
  expect(sendsTo(to)).toHaveLength(1)
})

test('the third wrong code is the last, and then not even the right one helps', async () => {
  const to = '306971400003'
  const { page, waitingUrl } = await visit()
  let current = await page.submit(to)
  const wrong = wrongCode(await codeFor(to))
  for (const _try of [1, 2, 3]) current = await current.submit(wrong)
  expect(current.title).toBe('That was the third wrong code')
  const before = checks()
  await (await openWaitingPage(waitingUrl())).submit(await codeFor(to)).catch(() => undefined)
  expect(checks()).toBe(before)
})

test('a code that sms365 no longer knows is told to be too old', async () => {
  const to = '306971400004'
  const { page } = await visit({ 'Check Code': { authId: '1' } })
  const second = await page.submit(to)
  expect((await second.submit(await codeFor(to))).title).toBe('This code is no longer valid')
})

test('a check that cannot be made is not taken for a right code', async () => {
  const to = '306971400005'
  const { page } = await visit()
  const second = await page.submit(to)
  await bench.sandbox.faults.add({ kind: 'htmlPage', gateway: 'sms365', endpoint: '2fa/check', count: Infinity })
  onTestFinished(() => bench.sandbox.faults.clear())
  const again = await second.submit(await codeFor(to))
  expect(again.title).toBe('Your code')
  expect(again.text).toContain('could not be checked just now')
})

test.each([
  ['an invalid number', '306971990007'],
  ['a number to which nothing can be delivered', '306971990002'],
])('%s is told at once', async (_what, to) => {
  const { page } = await visit()
  expect((await page.submit(to)).title).toBe('We could not send an SMS to this number')
})

test('when nobody knows whether the SMS went out, it is not sent a second time', async () => {
  const to = '306971400006'
  const { page } = await visit()
  await bench.sandbox.faults.add({ kind: 'resetAfterRead', gateway: 'sms365', endpoint: '2fa/send', count: 1 })
  expect((await page.submit(to)).title).toBe('Something went wrong')
  expect(sendsTo(to)).toHaveLength(1)
})

/** n8n looks once a minute for executions whose time has come. */
const openWaitingPageOnceTitled = async (url: string, title: string) => {
  const giveUpAt = Date.now() + 100_000
  let page = await openWaitingPage(url)
  while (page.title !== title && Date.now() < giveUpAt) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    page = await openWaitingPage(url)
  }
  return page
}

test('who comes back after the time limit learns that the code is too old', async () => {
  const to = '306971400007'
  const { page, waitingUrl } = await visit({ 'Enter Code': { resumeAmount: 0.02 } })
  await page.submit(to)
  const ending = await openWaitingPageOnceTitled(waitingUrl(), 'This code is no longer valid')
  expect(ending.title).toBe('This code is no longer valid')
})

import { until } from './until.ts'

/** A page of an n8n form, as a person sees it. */
export interface FormPage {
  readonly title: string
  /** Everything that is written on it, without tags and scripts. */
  readonly text: string
  /** Fills its only field, sends it, and gives the page that comes next. */
  submit(value: string): Promise<FormPage>
}

const toText = (html: string): string =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replace(/\s+/g, ' ')
    .trim()

const read = async (url: string, addressAfterSubmit: (answer: string) => string): Promise<FormPage> => {
  const html = await (await fetch(url)).text()
  return {
    title: toText(/<h1>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? ''),
    text: toText(html),
    async submit(value) {
      const body = new FormData()
      body.append('field-0', value)
      const response = await fetch(url, { method: 'POST', body, redirect: 'manual' })
      if (response.status >= 400) throw new Error(`The form answered HTTP ${response.status}`)
      return openWaitingPage(addressAfterSubmit(await response.text()))
    },
  }
}

/** Opens the page at which an execution waits, as soon as it does; or what stands there once it has ended. */
export const openWaitingPage = async (url: string): Promise<FormPage> => {
  const status = new URL(url)
  status.pathname += '/n8n-execution-status'
  await until('the next page of the form', async () => {
    const text = (await (await fetch(status)).text()).trim()
    return ['form-waiting', 'success', 'error', 'crashed', 'canceled'].includes(text)
  })
  return read(url, () => url)
}

/** Opens the first page of a form, whose first answer tells where the other pages are. */
export const openForm = (url: string, onStart?: (waitingUrl: string) => void): Promise<FormPage> =>
  read(url, (answer) => {
    const { formWaitingUrl } = JSON.parse(answer) as { formWaitingUrl: string }
    onStart?.(formWaitingUrl)
    return formWaitingUrl
  })

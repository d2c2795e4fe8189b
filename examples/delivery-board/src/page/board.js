/** @typedef {import('../heliograph.ts').BoardMessage} Message */
/** @typedef {import('../heliograph.ts').SendAnswer} SendAnswer */

/**
 * @template {Element} E
 * @param {string} selector
 * @param {new () => E} type
 * @param {ParentNode} root
 * @returns {E}
 */
const find = (selector, type, root = document) => {
  const element = root.querySelector(selector)
  if (!(element instanceof type)) throw new Error(`${selector} is missing`)
  return element
}

const form = find('#compose', HTMLFormElement)
const notice = find('#notice', HTMLElement)
const newMessage = find('button[type=reset]', HTMLButtonElement)
const connection = find('#connection', HTMLElement)
const list = find('#messages', HTMLElement)
const template = find('template', HTMLTemplateElement)

// What is known of messages.

/** @type {Map<string, Message>} */
const messages = new Map()

/** @param {Message} message */
const groupOf = ({ status, finalAt }) => {
  if (finalAt === null) return 'open'
  return status === 'DELIVERED' ? 'delivered' : 'failed'
}

/** @param {string} instant */
const toTime = (instant) => new Date(instant).toLocaleTimeString(undefined, { hour12: false })

/** @param {string} status */
const toWord = (status) => status.toLowerCase()

/** @param {Message} message */
const show = (message) => {
  const known = document.getElementById(message.id)
  const row = known ?? find('li', HTMLElement, document.importNode(template.content, true))
  row.id = message.id
  row.dataset['group'] = groupOf(message)
  find('.to', HTMLElement, row).textContent = `+${message.to}`
  find('.status', HTMLElement, row).textContent = toWord(message.status)
  find('.text', HTMLElement, row).textContent = message.text
  const steps = message.changes.map(({ status, at }) => {
    const step = document.createElement('li')
    step.textContent = `${toWord(status)} ${toTime(at)}`
    return step
  })
  find('.steps', HTMLElement, row).replaceChildren(...steps)
  row.classList.remove('news')
  // Reading the width lets the animation begin again.
  void row.offsetWidth
  row.classList.add('news')
  if (!known) {
    const older = [...list.children].find(({ id }) => (messages.get(id)?.createdAt ?? '') < message.createdAt)
    list.insertBefore(row, older ?? null)
  }
}

const showTotals = () => {
  for (const group of ['open', 'delivered', 'failed']) {
    const count = [...messages.values()].filter((message) => groupOf(message) === group).length
    find(`#totals [data-group=${group}] dd`, HTMLElement).textContent = String(count)
  }
}

/**
 * News may come twice, and in any order: what is older than what is known changes nothing.
 *
 * @param {Message} message
 */
const take = (message) => {
  const known = messages.get(message.id)
  if (known && (known.statusAt > message.statusAt || known.changes.length > message.changes.length)) return
  messages.set(message.id, message)
  show(message)
  showTotals()
}

const loadMessages = async () => {
  const response = await fetch('messages')
  if (!response.ok) return
  const newest = /** @type {Message[]} */ (await response.json())
  messages.clear()
  list.replaceChildren()
  showTotals()
  for (const message of newest) take(message)
}

// Sending. The key stands for what is in the form: while that stays, it is sent once, however often it is asked for.

let key = crypto.randomUUID()
let isSent = false

/**
 * @param {string} text
 * @param {'problem' | 'news'} kind
 */
const tell = (text, kind = 'news') => {
  notice.textContent = text
  notice.dataset['kind'] = kind
}

const beginMessage = () => {
  key = crypto.randomUUID()
  isSent = false
  newMessage.hidden = true
  tell('')
}

/** @returns {Promise<SendAnswer>} */
const postMessage = async () => {
  const body = JSON.stringify({ key, ...Object.fromEntries(new FormData(form)) })
  try {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch('send', { method: 'POST', headers, body })
    return /** @type {SendAnswer} */ (await response.json())
  } catch {
    return { messages: [], problem: 'The board cannot be reached. Send again: however often, one SMS goes out.' }
  }
}

const submit = async () => {
  const asked = key
  const { messages: sent, problem } = await postMessage()
  for (const message of sent) take(message)
  // The form may hold another message by now.
  if (asked !== key) return
  if (problem !== null) return tell(problem, 'problem')
  tell(isSent ? 'It was sent already: one key, one SMS.' : 'Taken. Its delivery shows on the board.')
  isSent = true
  newMessage.hidden = false
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void submit()
})
form.addEventListener('input', beginMessage)
form.addEventListener('reset', beginMessage)

const sandbox = find('#sandbox', HTMLElement)
sandbox.hidden = !new URLSearchParams(location.search).has('sandbox')
sandbox.addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLButtonElement)) return
  find('[name=to]', HTMLInputElement).value = target.value
  beginMessage()
})

// Hearing. The browser comes back by itself and tells the place up to which it has heard.

/**
 * @param {'live' | 'waiting'} state
 * @param {string} text
 */
const showConnection = (state, text) => {
  connection.dataset['state'] = state
  connection.textContent = text
}

const updates = new EventSource('updates')

/**
 * @template Value
 * @param {string} name
 * @param {(value: Value) => void} handle
 */
const on = (name, handle) =>
  updates.addEventListener(name, (event) => handle(/** @type {Value} */ (JSON.parse(String(event.data)))))

on('begin', () => void loadMessages())
on('live', () => showConnection('live', 'Live'))
on('update', take)
on('problem', (/** @type {string} */ text) => showConnection('waiting', text))
updates.addEventListener('error', () => {
  if (connection.dataset['state'] === 'live') showConnection('waiting', 'Connecting')
})

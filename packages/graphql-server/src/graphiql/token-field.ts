/**
 * A bar above GraphiQL with a field for the token, to stand in the head of the page. The token is kept for this tab of the
 * browser until it is closed, and goes with every request to this server that has no `authorization` of its own.
 */
export const tokenField = `<style>
  #token-bar {
    align-items: center;
    background: #1e2433;
    box-sizing: border-box;
    color: #fff;
    display: flex;
    font: 14px/1.4 system-ui, sans-serif;
    gap: 8px;
    height: 44px;
    padding: 6px 12px;
  }
  #token-bar input {
    background: #fff;
    border: 1px solid #8a94ad;
    border-radius: 4px;
    color: #111;
    flex: 0 1 360px;
    font: inherit;
    min-width: 80px;
    padding: 3px 8px;
  }
  #token-bar button { border: 0; border-radius: 4px; cursor: pointer; font: inherit; padding: 4px 12px; }
  #token-bar span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  body #root { height: calc(100vh - 44px); }
  body #root .graphiql-container { height: 100%; }
</style>
<script>{
  const key = 'heliograph:token'
  const readToken = () => sessionStorage.getItem(key) ?? ''
  const { fetch } = window
  window.fetch = (input, init) => {
    const request = new Request(input, init)
    const isOurs = new URL(request.url).origin === location.origin
    if (readToken() !== '' && isOurs && !request.headers.has('authorization')) {
      request.headers.set('authorization', 'Bearer ' + readToken())
    }
    return fetch(request)
  }
  addEventListener('DOMContentLoaded', () => {
    const form = document.createElement('form')
    form.id = 'token-bar'
    form.innerHTML =
      '<label for="token">API token</label>' +
      '<input id="token" type="password" autocomplete="off" spellcheck="false">' +
      '<button>Use</button><span role="status"></span>'
    const field = form.querySelector('input')
    field.value = readToken()
    const tellState = () => {
      form.querySelector('span').textContent =
        readToken() === '' ? 'This server answers only with a token.' : 'In use, and kept until this tab is closed.'
    }
    tellState()
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const given = field.value.trim()
      if (given === '') sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, given)
      tellState()
      const askForSchema = document.querySelector('[aria-label^="Re-fetch GraphQL schema"]')
      if (askForSchema) askForSchema.click()
      else location.reload()
    })
    document.body.prepend(form)
  })
}</script>`

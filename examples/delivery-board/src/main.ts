import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { createHeliograph } from './heliograph.ts'
import { serveBoard } from './serve-board.ts'

const { values } = parseArgs({ options: { sandbox: { type: 'boolean', default: false } } })
const { HELIOGRAPH_URL = 'http://127.0.0.1:4000/graphql', HELIOGRAPH_TOKEN, PORT = '4020' } = process.env

const heliograph = createHeliograph(HELIOGRAPH_URL, HELIOGRAPH_TOKEN)
const server = serveBoard(heliograph).listen(Number(PORT), '127.0.0.1')
await once(server, 'listening').catch((error: Error) => {
  console.error(`The board cannot listen on PORT ${PORT}: ${error.message}`)
  process.exit(1)
})
const { port } = server.address() as AddressInfo
// With ?sandbox, the page offers numbers that the sandbox knows: nobody's phone may ring for a try.
console.log(`Delivery board: http://127.0.0.1:${port}/${values.sandbox ? '?sandbox' : ''}`)
await heliograph.listMessages().catch((error: Error) => {
  console.log(`Heliograph does not answer at ${HELIOGRAPH_URL} yet (${error.message}): is "npm start" running?`)
})

/* The upstream: reads the form and answers as sms365 answers a send, after as many milliseconds as the argument says. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '../server-process.ts'

const answer = JSON.stringify({
  smsId: '1500100',
  cost: '1',
  balance: '1519.30',
  mcc: '202',
  mnc: '05',
  status: '1',
  error: '0',
  remarks: 'Success: Accepted for delivery',
})

const delayMs = Number(process.argv[2] ?? 0)

/** Timers know whole milliseconds alone: what is left behind one is waited for in turns of the event loop. */
const waitUntil = (due: number, then: () => void): void => {
  const look = () => {
    if (performance.now() < due) setImmediate(look)
    else then()
  }
  setTimeout(look, Math.floor(due - performance.now()) - 1)
}

const server = createServer((request, response) => {
  const reply = () =>
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer)
  request.resume().on('end', () => {
    if (delayMs === 0) reply()
    else waitUntil(performance.now() + delayMs, reply)
  })
})

server.listen(0, '127.0.0.1', () => {
  serve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

/* The floor: node:http in, undici out, JSON variables → form POST → JSON, and nothing else. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { serve } from '../server-process.ts'

const pool = new Pool(process.argv[2] ?? '', { connections: 64 })

interface SendRequest {
  readonly variables: { readonly input: Readonly<Record<string, string>> }
}

const forward = async (body: string): Promise<string> => {
  const { variables } = JSON.parse(body) as SendRequest
  const form = new URLSearchParams({ key: 'key', ...variables.input, type: 'json' })
  const { body: answer } = await pool.request({
    method: 'POST',
    path: '/sms/send',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  })
  const { smsId, cost, balance, mcc, mnc } = (await answer.json()) as Record<string, string>
  return JSON.stringify({ data: { sms365SmsSend: { smsId, cost, balance, mcc, mnc } } })
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    void forward(Buffer.concat(chunks).toString()).then((answer) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
    })
  })
})

server.listen(0, '127.0.0.1', () => {
  serve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`)
})

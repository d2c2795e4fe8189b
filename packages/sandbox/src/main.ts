#!/usr/bin/env node
import { helpText, parseCommandLine } from './command-line.ts'
import { type Sandbox, startSandbox } from './start-sandbox.ts'

const describe = ({ origin, baseUrls, credentials: { proxstop, sms365, netoxygen } }: Sandbox): string =>
  `The sandbox is listening.

ProxStop    ${baseUrls.proxstop}
            key ${proxstop.apiKey}
sms365      ${baseUrls.sms365}
            key ${sms365.apiKey}, user ${sms365.username}, password ${sms365.password}
NetOxygen   ${baseUrls.netoxygen}
            user ${netoxygen.username}, password ${netoxygen.password}
Inspector   ${origin}/inspector/
`

const run = async (): Promise<void> => {
  const { help, ...settings } = parseCommandLine(process.argv.slice(2))
  if (help) return void process.stdout.write(helpText)
  const sandbox = await startSandbox(settings)
  process.stdout.write(describe(sandbox))
  // A second signal ends the process in the ordinary way.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close())
}

const explain = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return 'the port is taken by another process: choose another one with --port, or 0 for any'
  return code === 'EACCES' ? 'this user may not use the port: choose one above 1023 with --port' : message
}

run().catch((error: unknown) => {
  process.stderr.write(`heliograph-sandbox: ${explain(error)}\n`)
  process.exitCode = 1
})

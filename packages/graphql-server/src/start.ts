#!/usr/bin/env node
import { type Sandbox, startSandbox } from '@heliograph/sandbox'
import { exampleNumbers, sendExampleMessages } from './dev/example-messages.ts'
import { createFriendlyLog } from './dev/friendly-log.ts'
import type { ExampleValues } from './graphiql/example-tabs.ts'
import { createLog } from './log.ts'
import { runUntilSignal } from './run-until-signal.ts'
import { parseSettings } from './settings.ts'
import { memoryFolder } from './settings/store-settings.ts'
import { startServer } from './start-server.ts'

const deliveryDelayMs = 1_500

// The sandbox calls loopback addresses alone, and a port that the system chooses is not known yet.
const toPublicUrl = (host = '127.0.0.1', port = '4000'): string | undefined =>
  port === '0' ? undefined : `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/** The environment with the sandbox in the place of whatever providers it names. */
const toSandboxEnvironment = (
  { HOST, PORT, LOG_LEVEL, DATA_DIR = memoryFolder }: NodeJS.ProcessEnv,
  sandbox: Sandbox,
) => {
  const { proxstop, sms365, netoxygen } = sandbox.credentials
  return {
    HOST,
    PORT,
    LOG_LEVEL,
    DATA_DIR,
    PUBLIC_URL: toPublicUrl(HOST, PORT),
    PROXSTOP_BASE_URL: sandbox.baseUrls.proxstop,
    PROXSTOP_API_KEY: proxstop.apiKey,
    SMS365_BASE_URL: sandbox.baseUrls.sms365,
    SMS365_API_KEY: sms365.apiKey,
    SMS365_USERNAME: sms365.username,
    SMS365_PASSWORD: sms365.password,
    NETOXYGEN_URL: sandbox.baseUrls.netoxygen,
    NETOXYGEN_USERNAME: netoxygen.username,
    NETOXYGEN_PASSWORD: netoxygen.password,
  }
}

const greet = (url: string, sandbox: Sandbox): string => `
Heliograph speaks to the sandbox: nothing is really sent, and nothing costs anything.

  GraphiQL   ${url}
  Sandbox    ${sandbox.origin}/inspector/messages
  Store      in memory: messages end with this process, as those of the sandbox do

A first mutation to paste; the tabs of GraphiQL have more:

  mutation {
    sms365SmsSend(input: { to: "${exampleNumbers.sms365To}", text: "Hello from Heliograph" }) {
      ... on Sms365SmsSendPayload { smsId cost balance }
      ... on OperationError { code message }
    }
  }

Ctrl-C ends both.

`

/** The sandbox, and the server against it. */
const startWithSandbox = async () => {
  const sandbox = await startSandbox({ deliveryDelayMs })
  try {
    const settings = parseSettings(toSandboxEnvironment(process.env, sandbox))
    let exampleValues: ExampleValues | undefined
    const log = createLog(
      settings.logLevel,
      createFriendlyLog((line) => exampleValues && process.stdout.write(line)),
    )
    const server = await startServer({ settings, log, exampleValues: () => exampleValues })
    exampleValues = await sendExampleMessages(server.url)
    process.stdout.write(greet(server.url, sandbox))
    const close = async () => {
      await server.close()
      await sandbox.close()
    }
    return { close }
  } catch (error) {
    await sandbox.close()
    throw error
  }
}

await runUntilSignal(startWithSandbox)

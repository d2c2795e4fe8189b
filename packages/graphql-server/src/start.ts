#!/usr/bin/env node
import { type Sandbox, startSandbox } from '@heliograph/sandbox'
import { choosePort } from './dev/choose-port.ts'
import { exampleNumbers, sendExampleMessages } from './dev/example-messages.ts'
import { createFriendlyLog } from './dev/friendly-log.ts'
import type { ExampleValues } from './graphiql/example-tabs.ts'
import { createLog } from './log.ts'
import { isLoopbackHost } from './loopback-host.ts'
import { runUntilSignal } from './run-until-signal.ts'
import { parseSettings } from './settings.ts'
import { type DatabaseSettings, memoryFolder } from './settings/store-settings.ts'
import { startServer } from './start-server.ts'

const deliveryDelayMs = 1_500

/** The environment with the sandbox in the place of whatever providers it names, and delivery reports that come here. */
const toSandboxEnvironment = async (
  { HOST = '127.0.0.1', PORT = '4000', LOG_LEVEL, DATA_DIR = memoryFolder, STORE_TEXTS = 'true' }: NodeJS.ProcessEnv,
  sandbox: Sandbox,
) => {
  const { proxstop, sms365, netoxygen } = sandbox.credentials
  // The gateway is told the address before the server listens on it.
  const port = PORT === '0' && isLoopbackHost(HOST) ? String(await choosePort(HOST)) : PORT
  const publicUrl = `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`
  return {
    HOST,
    PORT: port,
    LOG_LEVEL,
    DATA_DIR,
    STORE_TEXTS,
    // What is wrong with HOST or PORT is said of them.
    PUBLIC_URL: isLoopbackHost(HOST) && URL.canParse(publicUrl) ? publicUrl : undefined,
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

const describeStore = (database: DatabaseSettings): string =>
  database.type === 'folder'
    ? `in ${database.path}: our messages stay, those of the sandbox end with this process`
    : 'in memory: messages end with this process, as those of the sandbox do'

const greet = (url: string, sandbox: Sandbox, database: DatabaseSettings): string => `
Heliograph speaks to the sandbox: nothing is really sent, and nothing costs anything.

  GraphiQL   ${url}
  Sandbox    ${sandbox.origin}/inspector/messages
  Store      ${describeStore(database)}
  Example    npm run example, in another terminal: a page that sends and shows deliveries as they come

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
    const settings = parseSettings(await toSandboxEnvironment(process.env, sandbox))
    let exampleValues: ExampleValues | undefined
    const log = createLog(
      settings.logLevel,
      createFriendlyLog((line) => exampleValues && process.stdout.write(line)),
    )
    const server = await startServer({ settings, log, exampleValues: () => exampleValues })
    exampleValues = await sendExampleMessages(server.url)
    process.stdout.write(greet(server.url, sandbox, settings.store.database))
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

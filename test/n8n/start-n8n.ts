import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { runChild } from '../../scripts/run-child.mjs'
import type { N8nInstallation } from './install-n8n.ts'
import { packageName } from './pack-nodes.ts'
import { until } from './until.ts'

/** A folder of n8n's own, with our package in it as a user's n8n would have it. */
export interface N8nHome {
  readonly userFolder: string
  /** Runs a command of n8n, such as `export:nodes`; gives what it wrote. Throws if it fails. */
  run(...args: readonly string[]): Promise<string>
  /** Starts `n8n start` and waits until it is ready. */
  start(options?: StartOptions): Promise<RunningN8n>
  remove(): void
}

export interface StartOptions {
  /** Any free port if left out. */
  readonly port?: number
  /** Settings beside our own; queue mode has its own, for instance. */
  readonly environment?: Readonly<Record<string, string>>
}

/** An n8n that answers. */
export interface RunningN8n {
  /** Such as `http://127.0.0.1:5678`. */
  readonly origin: string
  /** What it has written so far. */
  log(): string
  /** Ends it in order, and waits for that. */
  stop(): Promise<void>
}

const startDeadlineMs = 120_000
const stopDeadlineMs = 15_000

const findFreePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const quiet = {
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  N8N_HIRING_BANNER_ENABLED: 'false',
  N8N_DYNAMIC_BANNERS_ENABLED: 'false',
  N8N_VERIFIED_PACKAGES_ENABLED: 'false',
  N8N_AI_ENABLED: 'false',
  N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
  N8N_DISABLED_MODULES: 'mcp-registry',
}

const environmentOf = (userFolder: string) => ({
  PATH: process.env.PATH ?? '',
  HOME: userFolder,
  N8N_USER_FOLDER: userFolder,
  N8N_ENCRYPTION_KEY: 'a key for tests, and for nothing else',
  ...quiet,
})

const isReady = async (origin: string): Promise<boolean> => {
  try {
    return (await fetch(`${origin}/healthz/readiness`)).ok
  } catch {
    return false
  }
}

/** Makes a home for n8n in a temporary folder, and puts the unpacked package into it. */
export const createN8nHome = ({ node, cli }: N8nInstallation, packageFolder: string): N8nHome => {
  const userFolder = mkdtempSync(join(tmpdir(), 'heliograph-n8n-'))
  const modules = join(userFolder, '.n8n/nodes/node_modules')
  mkdirSync(modules, { recursive: true })
  cpSync(packageFolder, join(modules, packageName), { recursive: true })
  const environment = environmentOf(userFolder)
  return {
    userFolder,
    async run(...args) {
      const options = { cwd: userFolder, env: environment, ownGroup: true, capture: true }
      const { code, stdout, stderr } = await runChild(node, [cli, ...args], options)
      if (code !== 0) throw new Error(`n8n ${args.join(' ')} failed (exit code ${code}):\n${stdout}${stderr}`)
      return stdout
    },
    async start({ port: wanted, environment: more = {} } = {}) {
      const port = wanted ?? (await findFreePort())
      const origin = `http://127.0.0.1:${port}`
      const child = spawn(node, [cli, 'start'], {
        cwd: userFolder,
        env: {
          ...environment,
          N8N_LISTEN_ADDRESS: '127.0.0.1',
          N8N_HOST: '127.0.0.1',
          N8N_PORT: String(port),
          N8N_WEBHOOK_URL: `${origin}/`,
          N8N_SECURE_COOKIE: 'false',
          N8N_RUNNERS_BROKER_PORT: String(await findFreePort()),
          ...more,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let written = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => (written += text))
      }
      const ended = once(child, 'exit')
      // A test run that is cut off must not leave an n8n behind.
      const kill = () => child.kill('SIGKILL')
      process.once('exit', kill)
      const stop = async () => {
        const timer = setTimeout(kill, stopDeadlineMs)
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
        await ended
        clearTimeout(timer)
        process.off('exit', kill)
      }
      try {
        await until('n8n to be ready', () => child.exitCode !== null || isReady(origin), startDeadlineMs)
        if (child.exitCode !== null) throw new Error(`n8n ended with exit code ${child.exitCode}`)
      } catch (error) {
        await stop()
        throw new Error(`n8n did not start:\n${written.slice(-4_000)}`, { cause: error })
      }
      return { origin, log: () => written, stop }
    },
    remove() {
      rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

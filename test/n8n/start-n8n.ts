import { findFreePort } from '../../scripts/free-port.ts'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { startGuarded } from '../../scripts/guarded-process.ts'
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
  /** Starts `n8n worker` and waits until it is ready. */
  startWorker(environment: Environment): Promise<RunningWorker>
  remove(): void
}

/** Settings beside our own; queue mode has its own, for instance. */
export type Environment = Readonly<Record<string, string>>

export interface StartOptions {
  /** Any free port if left out. */
  readonly port?: number
  readonly environment?: Environment
}

/** A worker that takes executions. */
export interface RunningWorker {
  /** What it has written so far. */
  log(): string
  /** Ends it in order, and waits for that. */
  stop(): Promise<void>
}

/** An n8n that answers. */
export interface RunningN8n extends RunningWorker {
  /** Such as `http://127.0.0.1:5678`. */
  readonly origin: string
}

const startDeadlineMs = 120_000

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
  const launch = async (args: readonly string[], origin: string, more: Environment): Promise<RunningWorker> => {
    const brokerPort = String(await findFreePort())
    const n8n = startGuarded(node, [cli, ...args], {
      cwd: userFolder,
      env: { ...environment, N8N_RUNNERS_BROKER_PORT: brokerPort, ...more },
    })
    try {
      await until('n8n to be ready', () => n8n.exitCode() !== undefined || isReady(origin), startDeadlineMs)
      if (n8n.exitCode() !== undefined) throw new Error(`n8n ended with exit code ${n8n.exitCode()}`)
    } catch (error) {
      await n8n.stop()
      throw new Error(`n8n ${args[0]} did not start:\n${n8n.log().slice(-4_000)}`, { cause: error })
    }
    return { log: () => n8n.log(), stop: () => n8n.stop() }
  }
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
      const settings = {
        N8N_LISTEN_ADDRESS: '127.0.0.1',
        N8N_HOST: '127.0.0.1',
        N8N_PORT: String(port),
        N8N_WEBHOOK_URL: `${origin}/`,
        N8N_SECURE_COOKIE: 'false',
      }
      return { origin, ...(await launch(['start'], origin, { ...settings, ...more })) }
    },
    async startWorker(more) {
      const port = await findFreePort()
      const settings = {
        N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
        QUEUE_HEALTH_CHECK_ACTIVE: 'true',
        QUEUE_HEALTH_CHECK_PORT: String(port),
      }
      return launch(['worker', '--concurrency=5'], `http://127.0.0.1:${port}`, { ...settings, ...more })
    },
    remove() {
      rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

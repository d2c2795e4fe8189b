import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A line of the server's log. */
export type LogLine = Readonly<Record<string, unknown>>

/** The real server, in a process of its own. */
export interface ServerProcess {
  /** Where GraphQL is. */
  readonly url: string
  readonly origin: string
  readonly log: readonly LogLine[]
  /** SIGKILL, as a crash or a power cut of the container; resolves once the process is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with how it ended. */
  stop(): Promise<{ readonly code: number | null; readonly durationMs: number }>
}

const main = fileURLToPath(new URL('../../../packages/graphql-server/src/main.ts', import.meta.url))

const children = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/** Ends what a test has left running. */
export const killAllServers = async (): Promise<void> => {
  const ended = [...children].map((child) => once(child, 'close'))
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(ended)
}

const parseLine = (line: string): LogLine => {
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return { msg: line }
  }
}

/** Starts the server with an environment that holds nothing else. Rejects, with what it said, if it does not listen. */
export const startServerProcess = async (env: Readonly<Record<string, string>>): Promise<ServerProcess> => {
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  const ended = once(child, 'close').then(([code]) => {
    children.delete(child)
    return code as number | null
  })
  const log: LogLine[] = []
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaints += chunk))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = parseLine(text)
      log.push(line)
      if (line['msg'] === 'listening') resolve(String(line['url']))
    })
    void ended.then((code) =>
      reject(
        new Error(`The server ended with ${code}: ${complaints}${log.map((line) => JSON.stringify(line)).join('\n')}`),
      ),
    )
  })
  return {
    url,
    origin: new URL(url).origin,
    log,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      const startedAt = performance.now()
      child.kill('SIGTERM')
      const code = await ended
      return { code, durationMs: performance.now() - startedAt }
    },
  }
}

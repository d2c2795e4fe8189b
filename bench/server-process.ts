import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** What a measured process answers over IPC. */
export interface ServerReport {
  readonly cpuMicroseconds: number
}

/** A server in a process of its own, so that its CPU time can be told from the load's. */
export interface ServerProcess {
  readonly url: string
  cpuMicroseconds(): Promise<number>
  stop(): Promise<void>
}

const nextMessage = async (child: ChildProcess): Promise<unknown> => {
  const over = new AbortController()
  const exited = once(child, 'exit', over).then(([code]) => {
    throw new Error(`The measured process ended with ${String(code)}`)
  })
  try {
    const [message] = (await Promise.race([once(child, 'message', over), exited])) as readonly unknown[]
    return message
  } finally {
    over.abort()
  }
}

/** Starts a module that calls `serve`, with these arguments. */
export const startServerProcess = async (module: string, ...args: readonly string[]): Promise<ServerProcess> => {
  const child = fork(new URL(module, import.meta.url), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const { url } = (await nextMessage(child)) as { readonly url: string }
  return {
    url,
    async cpuMicroseconds() {
      const answer = nextMessage(child)
      child.send('cpu')
      return ((await answer) as ServerReport).cpuMicroseconds
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** In the measured process: tells the address, and its CPU time whenever it is asked. */
export const serve = (url: string): void => {
  // It must not outlive whoever measures it.
  process.once('disconnect', () => process.exit())
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpuMicroseconds: user + system } satisfies ServerReport)
  })
  process.send?.({ url })
}

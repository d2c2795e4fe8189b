import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGuarded } from '../../scripts/guarded-process.ts'
import { findFreePort } from '../../scripts/free-port.ts'
import { until } from './until.ts'

/** A Redis for one test. */
export interface RunningRedis {
  readonly port: number
  stop(): Promise<void>
}

const program = '/usr/bin/redis-server'

/** Whether a Redis answers PING there. */
const isReady = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const end = (ready: boolean) => {
      socket.destroy()
      resolve(ready)
    }
    socket.once('data', (answer) => end(answer.toString().startsWith('+PONG')))
    socket.once('error', () => end(false))
  })

/** Starts Debian's Redis on a free port of this machine, without anything on disk. Throws, with the reason, if it cannot. */
export const startRedis = async (): Promise<RunningRedis> => {
  if (!existsSync(program)) throw new Error(`There is no ${program}: apt-get install -y redis-server`)
  const folder = mkdtempSync(join(tmpdir(), 'heliograph-redis-'))
  const port = await findFreePort()
  const settings = { port: String(port), bind: '127.0.0.1', save: '', appendonly: 'no', daemonize: 'no' }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const redis = startGuarded(program, args, { cwd: folder, env: {} })
  const stop = async () => {
    await redis.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await until('Redis to be ready', () => redis.exitCode() !== undefined || isReady(port))
    if (redis.exitCode() !== undefined) throw new Error(`Redis ended with exit code ${redis.exitCode()}`)
  } catch (error) {
    await stop()
    throw new Error(`Redis did not start:\n${redis.log().slice(-2_000)}`, { cause: error })
  }
  return { port, stop }
}

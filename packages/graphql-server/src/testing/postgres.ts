import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

/** A PostgreSQL server of the test's own. */
export interface TestPostgres {
  /** Address of a new, empty database. */
  createDatabase(): Promise<string>
  /** Runs SQL in a database as the administrator. */
  run(url: string, statements: string): Promise<void>
  /** Ends all connections at once, as a crash does, and comes back on the same port. */
  restart(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

const user = 'heliograph'

const findBinaries = (): string => {
  const [newest] = globSync('/usr/lib/postgresql/*/bin')
    .concat(process.env['POSTGRES_BIN'] ?? [])
    .toSorted()
    .toReversed()
  if (newest === undefined) {
    throw new Error(
      'These tests need PostgreSQL: `apt-get install postgresql` (Debian, Ubuntu), or set POSTGRES_BIN to the folder of initdb and postgres.',
    )
  }
  return newest
}

/** PostgreSQL refuses to run as root. */
const findIdentity = (): { readonly uid?: number; readonly gid?: number } => {
  if (process.getuid?.() !== 0) return {}
  const ask = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: ask('-u'), gid: ask('-g') }
}

const findFreePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Starts Debian's PostgreSQL on a free port of loopback, in a folder of its own, without waiting for disks. */
export const startPostgres = async (): Promise<TestPostgres> => {
  const binaries = findBinaries()
  const identity = findIdentity()
  const folder = mkdtempSync(join(tmpdir(), 'heliograph-postgres-'))
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(folder, identity.uid, identity.gid)
  const data = join(folder, 'data')
  const port = await findFreePort()
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', user, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  )

  const launch = async (): Promise<ChildProcess> => {
    const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, fsync: 'off' }
    const child = spawn(
      join(binaries, 'postgres'),
      ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let log = ''
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => {
        log += chunk.toString()
        if (log.includes('ready to accept connections')) resolve()
      })
      child.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)))
    })
    return child
  }
  let child = await launch()
  const kill = () => child.kill('SIGQUIT')
  process.once('exit', kill)
  const end = async () => {
    const exited = once(child, 'exit')
    // At once: clients are not asked.
    kill()
    await exited
  }

  const addressOf = (database: string) => `postgresql://${user}@127.0.0.1:${port}/${database}`
  const runIn = async (url: string, statement: string) => {
    const client = new pg.Client(url)
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  return {
    async createDatabase() {
      const name = `test_${randomUUID().replaceAll('-', '')}`
      await runIn(addressOf('postgres'), `create database ${name}`)
      return addressOf(name)
    },
    run: runIn,
    async restart() {
      await end()
      child = await launch()
    },
    async stop() {
      process.off('exit', kill)
      await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

// Systems give the ports above these to whoever takes any: one that was found there may be gone a moment later.
const [firstPort, endPort] = [20_000, 32_000]

const isFree = async (port: number): Promise<boolean> => {
  const probe = createServer().listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch {
    return false
  }
  probe.close()
  await once(probe, 'close')
  return true
}

/** A port of loopback that is free now, for a program that has to be told one before it listens. */
export const findFreePort = async (): Promise<number> => {
  const port = randomInt(firstPort, endPort)
  return (await isFree(port)) ? port : findFreePort()
}

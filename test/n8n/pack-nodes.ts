import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Program, nodeProgram, runProgram } from '../../scripts/run-program.ts'
import { findPnpm, findToolchain } from '../../scripts/toolchain.mjs'

/** Name of the package, and of its folder in n8n. */
export const packageName = 'n8n-nodes-heliograph'

const root = fileURLToPath(new URL('../../', import.meta.url))
const packageFolder = join(root, 'packages/n8n-nodes')

const run = async (cwd: string, program: Program) => {
  const { passed, output } = await runProgram(cwd, program)
  if (!passed) throw new Error(`${program.file} ${program.args.join(' ')} failed:\n${output.slice(-4_000)}`)
}

/**
 * Builds the package, packs it as it would be published, and unpacks the tarball.
 *
 * @param scratch an empty folder
 * @returns the folder with the unpacked package
 */
export const packNodes = async (scratch: string): Promise<string> => {
  await run(packageFolder, nodeProgram('build/main.mts', []))
  const toolchain = await findToolchain(root, join(root, 'node_modules/.heliograph'))
  const [file, ...args] = await findPnpm(root, toolchain)
  mkdirSync(scratch, { recursive: true })
  for (const name of readdirSync(scratch)) rmSync(join(scratch, name), { recursive: true })
  await run(packageFolder, { file, args: [...args, 'pack', '--pack-destination', scratch] })
  const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error('pnpm pack made no tarball')
  await run(scratch, { file: 'tar', args: ['-xzf', tarball] })
  return join(scratch, 'package')
}

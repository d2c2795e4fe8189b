import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPackageFaults, type PackedManifest } from './package-faults.ts'
import type { Program, StepResult } from './run-program.ts'
import { runProgram, toolProgram } from './run-program.ts'
import { findPnpm, findToolchain } from './toolchain.mjs'

/**
 * Packs each package that is published, and checks the tarballs as a consumer gets them: publint, "are the types wrong",
 * and findPackageFaults. Expects a finished build.
 *
 * @param root folder of the repository
 */
export async function checkPackages(root: string): Promise<StepResult> {
  const toolchain = await findToolchain(root, join(root, 'node_modules', '.heliograph'))
  const [file, ...args] = await findPnpm(root, toolchain)
  const scratch = mkdtempSync(join(tmpdir(), 'heliograph-pack-'))
  try {
    const results: StepResult[] = []
    for (const folder of listPublished(root)) {
      results.push(await checkPackage(root, folder, join(scratch, folder), { file, args }))
    }
    return {
      passed: results.length > 0 && results.every(({ passed }) => passed),
      output: results.length > 0 ? results.map(({ output }) => output).join('') : 'No package is published.\n',
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function checkPackage(root: string, folder: string, scratch: string, pnpm: Program): Promise<StepResult> {
  mkdirSync(scratch, { recursive: true })
  const pack: Program = { ...pnpm, args: [...pnpm.args, 'pack', '--pack-destination', scratch] }
  const packed = await runProgram(join(root, 'packages', folder), pack)
  const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz'))
  if (!packed.passed || tarball === undefined) return { passed: false, output: packed.output }
  // Relative names: Windows' tar takes the colon of a drive for a host.
  const unpacked = await runProgram(scratch, { file: 'tar', args: ['-xzf', tarball] })
  if (!unpacked.passed) return unpacked
  const inside = join(scratch, 'package')
  const manifest = JSON.parse(readFileSync(join(inside, 'package.json'), 'utf8')) as PackedManifest
  const profile = manifest.type === 'module' ? 'esm-only' : 'node16'
  const results = [
    await runProgram(root, toolProgram(root, 'publint', ['--strict', join(scratch, tarball)])),
    await runProgram(root, toolProgram(root, '@arethetypeswrong/cli', ['--profile', profile, join(scratch, tarball)])),
  ]
  const files = readdirSync(inside, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  const faults = findPackageFaults(manifest, files, (name) => readFileSync(join(inside, name), 'utf8'))
  const output = results.filter(({ passed }) => !passed).map((result) => result.output)
  return {
    passed: output.length === 0 && faults.length === 0,
    output: [...output, ...faults.map((fault) => `${fault}\n`)].map((text) => `packages/${folder}: ${text}`).join(''),
  }
}

function listPublished(root: string): string[] {
  return readdirSync(join(root, 'packages'))
    .filter((folder) => {
      const manifest = join(root, 'packages', folder, 'package.json')
      return existsSync(manifest) && !(JSON.parse(readFileSync(manifest, 'utf8')) as { private?: boolean }).private
    })
    .toSorted()
}

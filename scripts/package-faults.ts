/** The part of a packed package.json that is looked at. */
export interface PackedManifest {
  readonly name: string
  readonly type?: string
  readonly exports?: unknown
  readonly bin?: Readonly<Record<string, string>> | string
  readonly dependencies?: Readonly<Record<string, string>>
}

/**
 * What is wrong with a packed package: tests in it, an export or command that leads nowhere or to TypeScript (Node strips
 * no types under node_modules), a command without a shebang, a dependency that only a workspace can resolve.
 *
 * @param files paths inside the package, with slashes
 * @param read the text of one of them
 * @returns sentences; none if all is well
 */
export function findPackageFaults(
  manifest: PackedManifest,
  files: readonly string[],
  read: (file: string) => string,
): string[] {
  const faults: string[] = []
  const present = new Set(files)
  for (const file of files) {
    if (/\.test(-d)?\.[cm]?[jt]s$|\.snap$/.test(file)) faults.push(`${file} is a test and must not be packed.`)
  }
  for (const target of listTargets(manifest.exports)) {
    const file = target.replace(/^\.\//, '')
    if (!present.has(file)) faults.push(`exports leads to ${target}, which is not in the package.`)
    if (isTypeScriptSource(file)) faults.push(`exports leads to ${target}: Node runs no TypeScript under node_modules.`)
  }
  const commands = typeof manifest.bin === 'string' ? [manifest.bin] : Object.values(manifest.bin ?? {})
  for (const target of commands) {
    const file = target.replace(/^\.\//, '')
    if (!present.has(file)) faults.push(`bin leads to ${target}, which is not in the package.`)
    else if (isTypeScriptSource(file))
      faults.push(`bin leads to ${target}: Node runs no TypeScript under node_modules.`)
    else if (!read(file).startsWith('#!/usr/bin/env node\n')) faults.push(`bin ${target} lacks "#!/usr/bin/env node".`)
  }
  for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
    if (/^(workspace|link|file):/.test(range)) faults.push(`The dependency ${name} is ${range}, which no consumer has.`)
  }
  return faults
}

function listTargets(exports: unknown): string[] {
  if (typeof exports === 'string') return [exports]
  if (typeof exports !== 'object' || exports === null) return []
  return Object.values(exports).flatMap(listTargets)
}

function isTypeScriptSource(file: string): boolean {
  return /\.[cm]?ts$/.test(file) && !/\.d\.[cm]?ts$/.test(file)
}

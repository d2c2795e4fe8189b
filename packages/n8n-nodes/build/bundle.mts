import { cpSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { build, type BuildResult } from 'esbuild'

/** What a build tells of itself. */
export type BundleResult = BuildResult<{ metafile: true }>

/** Sources, below the package, of which each becomes one file. */
export const listSources = (root: string): string[] =>
  globSync(['nodes/*/*.node.ts', 'credentials/*.credentials.ts'], { cwd: root }).toSorted()

/**
 * Bundles each node and credential into one CommonJS file that needs nothing but n8n-workflow, and puts codex files and
 * icons beside them. Not minified: whoever installs it can read it.
 *
 * @param root folder of the package
 * @param outdir where `nodes/` and `credentials/` are put
 */
export const bundle = async (root: string, outdir: string): Promise<BundleResult> => {
  const result = await build({
    absWorkingDir: root,
    entryPoints: listSources(root),
    outbase: '.',
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['n8n-workflow'],
    metafile: true,
    logLevel: 'warning',
  })
  for (const file of globSync(['nodes/*/*.node.json', 'icons/*.svg'], { cwd: root })) {
    cpSync(join(root, file), join(outdir, file))
  }
  return result
}

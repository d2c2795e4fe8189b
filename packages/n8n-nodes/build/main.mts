import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mts'

const root = fileURLToPath(new URL('..', import.meta.url))
const outdir = fileURLToPath(new URL('../dist', import.meta.url))

rmSync(outdir, { recursive: true, force: true })
const { metafile } = await bundle(root, outdir)
for (const [file, { bytes }] of Object.entries(metafile.outputs))
  console.log(`${String(bytes).padStart(8)} bytes  ${file}`)

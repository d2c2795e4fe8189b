import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'

// Run by `npm exec --package …`: prints where npm has put the tools, as one line of JSON. Paths are worked out rather than
// asked of `node`, because npm's command for a program differs between platforms and the files behind it do not.
const modules = (process.env.PATH ?? process.env.Path ?? '')
  .split(delimiter)
  .filter((folder) => /[\\/]\.bin$/.test(folder))
  .map((folder) => join(folder, '..'))

/** @param {string[]} path */
const find = (...path) => modules.map((folder) => join(folder, ...path)).find((file) => existsSync(file))

process.stdout.write(
  `${JSON.stringify({
    node: find('node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
    pnpm: find('pnpm', 'bin', 'pnpm.mjs'),
  })}\n`,
)

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

// `node scripts/apply-publish-config.mjs <package folder>…` makes the packages what they are when published: their entry
// points in dist. In the workspace these are the TypeScript sources, which Node does not run below node_modules.
for (const folder of process.argv.slice(2)) {
  const file = join(folder, 'package.json')
  const manifest = /** @type {{ publishConfig?: object }} */ (JSON.parse(readFileSync(file, 'utf8')))
  const { publishConfig, ...rest } = manifest
  writeFileSync(file, `${JSON.stringify({ ...rest, ...publishConfig }, null, 2)}\n`)
}

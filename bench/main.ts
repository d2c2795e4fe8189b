/* `pnpm bench [name…] [--write]`: measures what is named, or all but n8n, and prints; --write puts it into bench/README.md too. */
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { benchGraphql } from './graphql/bench.ts'
import { benchHostile } from './graphql/hostile.ts'
import { benchN8n } from './n8n/bench.ts'
import { benchXmlRpc } from './xml-rpc.ts'

const benchmarks: Readonly<Record<string, () => Promise<string>>> = {
  graphql: benchGraphql,
  hostile: benchHostile,
  'xml-rpc': benchXmlRpc,
  n8n: benchN8n,
}

const readme = new URL('README.md', import.meta.url)

/** Puts a result between the two marks of its benchmark. */
const keep = async (name: string, result: string): Promise<void> => {
  const [begin, end] = [`<!-- results of ${name} -->`, `<!-- end of ${name} -->`]
  const text = await readFile(readme, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`bench/README.md needs the lines ${begin} and ${end}`)
  await writeFile(readme, `${text.slice(0, from)}${begin}\n\n${result}\n\n${text.slice(to)}`)
}

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const unknown = positionals.find((name) => !Object.hasOwn(benchmarks, name))
if (unknown !== undefined) {
  console.error(`There is no benchmark "${unknown}". There are ${Object.keys(benchmarks).join(', ')}.`)
  process.exit(2)
}

const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, Node ${process.version}, ${process.platform} ${process.arch}`
for (const [name, measure] of Object.entries(benchmarks)) {
  // n8n has to be installed first, which takes minutes and 2.8 GB: only on request.
  if (positionals.length > 0 ? !positionals.includes(name) : name === 'n8n') continue
  const result = `Measured on ${new Date().toISOString().slice(0, 10)} on ${machine}.\n\n${await measure()}`
  console.log(`### ${name}\n\n${result}\n`)
  if (values.write) await keep(name, result)
}

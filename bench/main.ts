/* `pnpm bench` measures and prints; `pnpm bench --write` puts the results into bench/README.md as well. */
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { benchGraphql } from './graphql/bench.ts'
import { benchHostile } from './graphql/hostile.ts'
import { benchXmlRpc } from './xml-rpc.ts'

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })

const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, Node ${process.version}, ${process.platform} ${process.arch}`
const results = `Measured on ${new Date().toISOString().slice(0, 10)} on ${machine}.

### GraphQL: a mutation with variables → form POST → JSON

${await benchGraphql()}

### GraphQL: hostile requests, CPU of client and server together

${await benchHostile()}

### XML-RPC

${await benchXmlRpc()}
`
console.log(results)

if (values.write) {
  const path = new URL('README.md', import.meta.url)
  const readme = await readFile(path, 'utf8')
  const mark = '<!-- results: made by `pnpm bench --write` -->\n'
  const begin = readme.indexOf(mark)
  if (begin === -1) throw new Error(`bench/README.md needs the line ${mark}`)
  await writeFile(path, `${readme.slice(0, begin + mark.length)}\n${results}`)
}

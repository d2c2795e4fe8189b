import { readFile, writeFile } from 'node:fs/promises'
import { catalogue } from '@heliograph/core'

const begin = '<!-- operations: made by `pnpm docs:table` from the catalogue -->'
const end = '<!-- /operations -->'

/** The operations as a Markdown table, in the order of the catalogue. */
export const toOperationsTable = (): string => {
  const rows = catalogue.map(({ id, operation }) => {
    const { kind, retry, access, action } = operation
    return `| \`${id}\` | ${action} | ${kind} | ${retry} | ${access} |`
  })
  return ['| id | what it does | kind | retry | access |', '|---|---|---|---|---|', ...rows].join('\n')
}

/** The README with its table brought up to date. Throws if the two marks are not there. */
export const withOperationsTable = (readme: string): string => {
  const from = readme.indexOf(begin)
  const to = readme.indexOf(end)
  if (from === -1 || to < from) throw new Error(`README.md needs the lines ${begin} and ${end}`)
  return `${readme.slice(0, from + begin.length)}\n${toOperationsTable()}\n${readme.slice(to)}`
}

if (import.meta.main) {
  const path = new URL('../../README.md', import.meta.url)
  await writeFile(path, withOperationsTable(await readFile(path, 'utf8')))
}

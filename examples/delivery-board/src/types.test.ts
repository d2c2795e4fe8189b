import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const codegen = `${root}/node_modules/@graphql-codegen/cli/esm/bin.js`

test('the types in src/gql follow from the schema and the documents (`pnpm types` makes them anew)', async () => {
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, [codegen, '--config', 'codegen.ts', '--check'], { cwd: root }, (error, stdout, stderr) =>
      resolve(error ? `${stdout}${stderr}` : 'up to date'),
    )
  })
  expect(said).toBe('up to date')
})

import { expect, test } from 'vitest'
import { findPackageFaults, type PackedManifest } from './package-faults.ts'

const sound: PackedManifest = {
  name: 'a',
  type: 'module',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  bin: { a: './dist/main.js' },
  dependencies: { b: '1.0.0' },
}
const files = ['package.json', 'dist/index.js', 'dist/index.d.ts', 'dist/main.js', 'src/index.ts']
const read = () => '#!/usr/bin/env node\n'

test('finds nothing in a sound package', () => {
  expect(findPackageFaults(sound, files, read)).toEqual([])
})

test.each(['src/index.test.ts', 'dist/index.test.js', 'src/index.test-d.ts', 'src/__snapshots__/index.test.ts.snap'])(
  'finds the test %s',
  (file) => {
    expect(findPackageFaults(sound, [...files, file], read)).toEqual([`${file} is a test and must not be packed.`])
  },
)

test('finds an export that leads nowhere', () => {
  expect(findPackageFaults({ ...sound, exports: './dist/other.js' }, files, read)).toEqual([
    'exports leads to ./dist/other.js, which is not in the package.',
  ])
})

test('finds an export and a command that lead to TypeScript', () => {
  const manifest = { ...sound, exports: { '.': './src/index.ts' }, bin: './src/index.ts' }
  expect(findPackageFaults(manifest, files, read)).toEqual([
    'exports leads to ./src/index.ts: Node runs no TypeScript under node_modules.',
    'bin leads to ./src/index.ts: Node runs no TypeScript under node_modules.',
  ])
})

test('finds a command that is missing or lacks its shebang', () => {
  expect(findPackageFaults({ ...sound, bin: './dist/other.js' }, files, read)).toEqual([
    'bin leads to ./dist/other.js, which is not in the package.',
  ])
  expect(findPackageFaults(sound, files, () => 'import "a"\n')).toEqual([
    'bin ./dist/main.js lacks "#!/usr/bin/env node".',
  ])
})

test('finds a dependency that only a workspace can resolve', () => {
  expect(findPackageFaults({ ...sound, dependencies: { b: 'workspace:*' } }, files, read)).toEqual([
    'The dependency b is workspace:*, which no consumer has.',
  ])
})

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const codec = JSON.stringify(new URL('./codec.ts', import.meta.url).href)

// Each is filled up to 16 MiB by repeating its second part.
const bombs: Readonly<Record<string, readonly [start: string, filling: string]>> = {
  'a DOCTYPE of entities': ['<!DOCTYPE a [', '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'],
  'a DOCTYPE of quotes': ['<!DOCTYPE a [', '"'],
  'undefined entities': ['<methodResponse><params><param><value>', '&a;'],
  'predefined entities': ['<methodResponse><params><param><value>', '&lt;'],
  'numeric references': ['<methodResponse><params><param><value>', '&#65;'],
  'a reference that does not end': ['<methodResponse><params><param><value>&', '\r'],
  'carriage returns': ['<methodResponse><params><param><value>', '\r'],
  'a comment of dashes': ['<methodResponse><params><param><value><!--', '-a'],
  'a CDATA section of brackets': ['<methodResponse><params><param><value><![CDATA[', ']a'],
  'many CDATA sections': ['<methodResponse><params><param><value>', 'a<![CDATA[a]]>'],
  'a processing instruction': ['<methodResponse><params><param><value><?a ', '?a'],
  'an attribute of tabs': ['<methodResponse a="', '\t'],
  'a flood of attributes': ['<methodResponse ', 'a="" '],
  'a long name': ['<', 'a'],
  'nested arrays': ['<methodResponse><params><param>', '<value><array><data>'],
  'nested structs': ['<methodResponse><params><param>', '<value><struct><member><name/>'],
  'nested unknown elements': ['<methodResponse><params><param><value>', '<a>'],
  'empty values': ['<methodResponse><params><param><value><array><data>', '<value/>'],
  'empty members': ['<methodResponse><params><param><value><struct>', '<member><name/><value/></member>'],
}

const script = `
  import { decodeMethodResponse, XmlRpcError } from ${codec}
  const body = Buffer.alloc(16 * 1024 * 1024)
  for (const [name, [start, filling]] of Object.entries(${JSON.stringify(bombs)})) {
    body.fill(filling)
    body.write(start)
    try {
      decodeMethodResponse(body)
      console.log(name + ': no error')
    } catch (error) {
      console.log(name + ': ' + (error instanceof XmlRpcError ? 'XmlRpcError' : String(error)))
    }
  }
`

// A process that outgrows its heap ends with an error, and the test with it. The text of a document alone takes 16 MiB.
it('ends every bomb in an XmlRpcError, within a heap of 96 MiB', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-old-space-size=96',
    '--input-type=module',
    '--eval',
    script,
  ])
  expect(stdout.trim().split('\n')).toEqual(Object.keys(bombs).map((name) => `${name}: XmlRpcError`))
})

import type { HttpRequest } from './transport.ts'

/** A form field as an operation states it; undefined ones are left out. Booleans are written as the words true and false. */
export type FormValue = string | number | boolean | undefined

/** A POST with an urlencoded body. */
export const toFormRequest = (
  url: string,
  fields: Readonly<Record<string, FormValue>>,
  accept: string,
): HttpRequest => {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) body.set(name, String(value))
  return {
    method: 'POST',
    url,
    headers: { accept, 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: body.toString(),
  }
}

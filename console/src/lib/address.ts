import { listKeys } from '@mediary/contract/api/records'

// The parameters in the address of a page. A value that means nothing there is left out, so that no link is ever broken.
// Functions of our own, and no schemas: the first view needs them for the addresses of all pages.

/** Reads the value of a parameter. It returns undefined for one that means nothing. */
type Parameter<Value = string> = (given: unknown) => Value | undefined

/** The parameters of a page. */
export type AddressOf<Schema extends { parse: (search: Record<string, unknown>) => unknown }> = ReturnType<
  Schema['parse']
>

const maxLength = 2000

/** Reads any text. */
export const textParameter: Parameter<string> = (given) =>
  typeof given === 'string' && given.length <= maxLength ? given : undefined

/** Returns the reader of a parameter that is one of some values. */
export const choiceParameter =
  <const Value extends string>(values: readonly Value[]): Parameter<Value> =>
  (given) =>
    values.find((value) => value === given)

type Shape<Read> = { readonly [Key in keyof Read & string]-?: Parameter<Read[Key]> }

/** Returns the schema of the parameters of a page. `shape` is for schemas that have more. */
export const addressSchema = <Read extends object>(shape: Shape<Read>) => ({
  shape,
  parse(search: Record<string, unknown>): { [Key in keyof Read]?: Read[Key] | undefined } {
    const read: { [Key in keyof Read]?: Read[Key] | undefined } = {}
    for (const key of listKeys<keyof Read & string>(shape)) {
      const value = shape[key](search[key])
      if (value !== undefined) read[key] = value
    }
    return read
  },
})

export const parseParameters = (search: string) => Object.fromEntries(new URLSearchParams(search))

export const writeParameters = (parameters: Record<string, unknown>) => {
  const written = new URLSearchParams()
  for (const [key, value] of Object.entries(parameters))
    if (typeof value === 'string' && value !== '') written.set(key, value)
  return written.size > 0 ? `?${written}` : ''
}

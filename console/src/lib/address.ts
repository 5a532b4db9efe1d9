import { z } from 'zod'

// The parameters in the address of a page. A value that means nothing there is left out, so that no link is ever broken.

/** The schema of a parameter with any text. */
export const textParameter = z.string().max(2000).optional().catch(undefined)

/** Returns the schema of a parameter that is one of some values. */
export const choiceParameter = <const Value extends string>(values: readonly Value[]) =>
  z.enum(values).optional().catch(undefined)

export const parseParameters = (search: string) => Object.fromEntries(new URLSearchParams(search))

export const writeParameters = (parameters: Record<string, unknown>) => {
  const written = new URLSearchParams()
  for (const [key, value] of Object.entries(parameters))
    if (typeof value === 'string' && value !== '') written.set(key, value)
  return written.size > 0 ? `?${written}` : ''
}

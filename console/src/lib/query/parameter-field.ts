import type { QueryField } from './fields.ts'
import { type ChoiceOption, findOptions } from './kinds.ts'

type ParameterField = Pick<QueryField, 'key' | 'title' | 'example' | 'isPrivate'> & {
  options?: readonly ChoiceOption[]
  /** Other values than the options can be meant. */
  isFree?: boolean
}

/** A field that takes one value, which is a parameter of the API. */
export const parameterField = ({ options, isFree, ...named }: ParameterField): QueryField => ({
  ...named,
  ...(options && { options }),
  read: (given, report) => {
    const [first, ...others] = given
    for (const { index } of others) report(index, 'once')
    if (!first) return {}
    if (first.negated) report(first.index, 'not-negated')
    const found = findOptions(options ?? [], first.value)
    const [only] = found
    if (isFree && found.length !== 1) return { [named.key]: first.value }
    if (!only) report(first.index, 'unknown-value', first.value)
    else if (found.length > 1) report(first.index, 'ambiguous', found.map(({ label }) => label).join(', '))
    return only ? { [named.key]: only.api ?? only.value } : {}
  },
})

import { type Choice, matchesChoice, namedValues, type TextChoice } from './conditions.ts'
import { absentValue, type Field, type TextField } from './segments/fields.ts'
import { chooseTrigrams, type Trigram } from './segments/trigrams.ts'

/**
 * The test of a filter on a segment. A predicate may match more than its filter, never less: each match is checked with the whole
 * condition. `values`: one of the fields has a named value, or one that matches. `text`: one of the fields has all trigrams.
 */
export type Predicate =
  | {
      kind: 'values'
      fields: Field[]
      named?: string[]
      matches: (value: string) => boolean
    }
  | { kind: 'text'; fields: TextField[]; trigrams: Trigram[] }

export const namedValuesPredicate = (fields: Field[], named: string[]): Predicate => {
  const values = new Set(named)
  return { kind: 'values', fields, named, matches: (value) => values.has(value) }
}

const matchingValuesPredicate = (fields: Field[], takes: (value: string) => boolean): Predicate => ({
  kind: 'values',
  fields,
  matches: takes,
})

/** Builds the predicate of a choice. A missing value is the empty value of the index. */
export const choicePredicate = (fields: Field[], choice: Choice<string>): Predicate => {
  const named = namedValues(choice) ?? (choice.$exists === false ? [absentValue] : undefined)
  return named
    ? namedValuesPredicate(fields, named)
    : matchingValuesPredicate(fields, (value) => matchesChoice(choice, value === absentValue ? undefined : value))
}

/** Builds the predicate of a text: none when the text is too short for a trigram. */
function textPredicate(fields: TextField[], text: string): Predicate[] {
  const trigrams = chooseTrigrams(text)
  return trigrams.length ? [{ kind: 'text', fields, trigrams }] : []
}

/** Builds the predicates of a choice between texts. */
export const textChoicePredicates = (fields: TextField[], { $part, $eq }: TextChoice): Predicate[] =>
  [$part, $eq].flatMap((text) => (text === undefined ? [] : textPredicate(fields, text)))

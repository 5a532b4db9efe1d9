import { type Choice, namedIn, takes } from './conditions.ts'
import { absent, type Facet, type TextFacet } from './segments/fields.ts'
import { type Gram, gramsOf } from './segments/trigrams.ts'

/**
 * What a filter asks of a block. It may take more than the filter means, never less: what it takes is looked at itself.
 * `values`: of any of these facets, one of these, or one that is taken; `text`: one of these facets has all of these.
 */
export type Leaf =
  | {
      kind: 'values'
      facets: Facet[]
      named?: string[]
      takes: (value: string) => boolean
    }
  | { kind: 'text'; facets: TextFacet[]; grams: Gram[] }

export const oneOfNamed = (facets: Facet[], named: string[]): Leaf => {
  const values = new Set(named)
  return { kind: 'values', facets, named, takes: (value) => values.has(value) }
}

export const anyThat = (facets: Facet[], takes: (value: string) => boolean): Leaf => ({ kind: 'values', facets, takes })

/** What is not there stands under no value, and is taken as a condition takes it. */
export const leafOf = (facets: Facet[], choice: Choice<string>): Leaf => {
  const named = namedIn(choice) ?? (choice.$exists === false ? [absent] : undefined)
  return named
    ? oneOfNamed(facets, named)
    : anyThat(facets, (value) => takes(choice, value === absent ? undefined : value))
}

/** None when the text is too short to be known by anything. */
export function withText(facets: TextFacet[], text: string): Leaf[] {
  const grams = gramsOf(text)
  return grams.length ? [{ kind: 'text', facets, grams }] : []
}

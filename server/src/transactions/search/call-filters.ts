import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import { sql } from 'kysely'
import { jsonField } from '../../platform/database/json-field.ts'
import type { Reader } from '../../platform/database/reader.ts'
import { type Codes, codeLeaf, hasCode } from './codes.ts'
import {
  all,
  among,
  type Between,
  type Choice,
  type Condition,
  hasRow,
  type Kept,
  some,
  type TextChoice,
  texts,
} from './conditions.ts'
import { type Leaf, leafOf, withText } from './predicates.ts'
import type { Facet, TextFacet } from './segments/fields.ts'

/** What one filter asks of a transaction, and the same of many that follow each other; and what it asks of what a block is summarised by. */
type Asked = { condition: Condition; ofMany: (ids: Between) => Condition }
type Part = Asked & { leaves: Leaf[] }

/** Where something of a call stands: in the row of a call, and, of the call of the primary route, with the transaction. */
type Place = { call: Kept; primary: Kept; hint?: Condition[] }

/** A text without what JSON escapes stands in the JSON as it is: to look for it there costs less than to read a field. */
const hintOf = (json: Kept, { $part }: TextChoice = {}): Condition[] =>
  $part === undefined || /["\\\p{Cc}\p{Cs}]/u.test($part) ? [] : texts(json, { $part })

/** Filters of secondary routes, and of orchestrations: what mediators report, and the call of the primary route. */
export const callParts = (engine: Reader['engine'], filters: TransactionFilters): Part[] => [
  ...partsOf(engine, 'routes', filters),
  ...partsOf(engine, 'orchestrations', filters),
]

function partsOf(engine: Reader['engine'], of: 'routes' | 'orchestrations', filters: TransactionFilters): Part[] {
  const called = of === 'routes' ? 'route' : 'call'
  const withPrimary = of === 'orchestrations'
  const requested = (field: string) => jsonField(engine, sql`c.definition`, ['request', field])
  const asked = (field: string) => jsonField(engine, sql`upstream`, [field])
  const has = (place: Place, conditions: (kept: Kept) => Condition[]): Asked => {
    const kind = of === 'routes' ? sql`c.key >= 'r' and c.key < 's'` : sql`c.key >= 'o' and c.key < 'q'`
    const taken = sql`${kind} and c.key not like '%.%' and ${all(conditions(place.call))}`
    const inPrimary = () => all([sql`upstream is not null`, ...(place.hint ?? []), ...conditions(place.primary)])
    const orPrimary = (inCall: Condition) => (withPrimary ? some([inCall, inPrimary()]) : inCall)
    return {
      condition: orPrimary(hasRow(sql`from calls c where c.transaction_id = transactions.id and ${taken}`)),
      ofMany: ({ from, to }) =>
        orPrimary(sql`id in (select c.transaction_id from calls c
          where c.transaction_id >= ${from} and c.transaction_id <= ${to} and ${taken})`),
    }
  }
  /** Facets of the transaction itself stand for its primary call, too. */
  const facets = <F extends Facet | TextFacet>(own: F, ofTransaction: F): F[] =>
    withPrimary && own !== ofTransaction ? [own, ofTransaction] : [own]

  const value = (choice: Choice<string> | undefined, facet: Facet[], place: Place): Part[] =>
    choice ? [{ ...has(place, (kept) => among(kept, choice)), leaves: [leafOf(facet, choice)] }] : []
  const text = (choice: TextChoice | undefined, facet: TextFacet[], place: Place): Part[] =>
    choice ? [{ ...has(place, (kept) => texts(kept, choice)), leaves: textLeaves(facet, choice) }] : []
  const code = (filter: Codes | undefined): Part[] => {
    if (!filter) return []
    const answered = has(
      { call: sql`c.status`, primary: sql`case when error is null then response_status end` },
      (kept) => [hasCode(kept, filter)],
    )
    return [{ ...answered, leaves: [codeLeaf(facets(`${called}.code`, 'code'), filter)] }]
  }
  const lower = (kept: Kept): Kept => sql`lower(${kept})`

  return [
    ...value(filters[`${of}.name`], [`${called}.name`], { call: sql`c.name`, primary: asked('name') }),
    ...code(filters[`${of}.response.status`]),
    ...value(filters[`${of}.request.method`], facets(`${called}.method`, 'method'), {
      call: requested('method'),
      primary: sql`method`,
    }),
    ...value(filters[`${of}.request.host`], [`${called}.host`], {
      call: lower(requested('host')),
      primary: lower(asked('host')),
    }),
    ...value(filters[`${of}.request.port`], [`${called}.port`], { call: requested('port'), primary: asked('port') }),
    ...text(filters[`${of}.request.path`], facets(`${called}.path`, 'primary.path'), {
      call: requested('path'),
      primary: asked('path'),
      hint: hintOf(sql`upstream`, filters[`${of}.request.path`]),
    }),
    ...text(filters[`${of}.request.querystring`], facets(`${called}.query`, 'query'), {
      call: requested('querystring'),
      primary: sql`query`,
    }),
  ]
}

export const textLeaves = (facets: TextFacet[], { $part, $eq }: TextChoice): Leaf[] =>
  [$part, $eq].flatMap((text) => (text === undefined ? [] : withText(facets, text)))

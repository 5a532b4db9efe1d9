import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import { sql } from 'kysely'
import { jsonField } from '../../platform/database/json-field.ts'
import type { Reader } from '../../platform/database/reader.ts'
import {
  type Choice,
  type Condition,
  type Expression,
  hasRow,
  type IdRange,
  matchAll,
  matchAny,
  type TextChoice,
  textConditions,
  valueConditions,
} from './conditions.ts'
import { choicePredicate, type Predicate, textChoicePredicates } from './predicates.ts'
import type { Field, TextField } from './segments/fields.ts'
import { type StatusFilter, statusCondition, statusPredicate } from './status-filter.ts'

/** One filter: its condition for a single transaction, the same for a range of ids, and its predicates for segments. */
type CallCondition = { condition: Condition; conditionBetween: (ids: IdRange) => Condition }
type PlannedFilter = CallCondition & { predicates: Predicate[] }

/** Where a field of a call is stored: in the row of the call or, for the primary route, in the row of the transaction. */
type FieldSource = { call: Expression; primary: Expression; hint?: Condition[] }

/** JSON contains a text without escapes literally: a search in the JSON is cheaper than reading one of its fields. */
const toHint = (json: Expression, { $part }: TextChoice = {}): Condition[] =>
  $part === undefined || /["\\\p{Cc}\p{Cs}]/u.test($part) ? [] : textConditions(json, { $part })

/** Plans the filters of secondary routes and of orchestrations. The call of the primary route is an orchestration, too. */
export const planCallFilters = (engine: Reader['engine'], filters: TransactionFilters): PlannedFilter[] => [
  ...planFilters(engine, 'routes', filters),
  ...planFilters(engine, 'orchestrations', filters),
]

type Called = 'routes' | 'orchestrations'

/** Builds the condition that a call, or the primary one, matches. */
function hasCall(of: Called, source: FieldSource, conditions: (expression: Expression) => Condition[]): CallCondition {
  const kind = of === 'routes' ? sql`c.key >= 'r' and c.key < 's'` : sql`c.key >= 'o' and c.key < 'q'`
  const taken = sql`${kind} and c.key not like '%.%' and ${matchAll(conditions(source.call))}`
  const inPrimary = () => matchAll([sql`upstream is not null`, ...(source.hint ?? []), ...conditions(source.primary)])
  const orPrimary = (inCall: Condition) => (of === 'orchestrations' ? matchAny([inCall, inPrimary()]) : inCall)
  return {
    condition: orPrimary(hasRow(sql`from calls c where c.transaction_id = transactions.id and ${taken}`)),
    conditionBetween: ({ from, to }) =>
      orPrimary(sql`id in (select c.transaction_id from calls c
          where c.transaction_id >= ${from} and c.transaction_id <= ${to} and ${taken})`),
  }
}

const planValue = (
  of: Called,
  choice: Choice<string> | undefined,
  fields: Field[],
  source: FieldSource,
): PlannedFilter[] =>
  choice
    ? [
        {
          ...hasCall(of, source, (expression) => valueConditions(expression, choice)),
          predicates: [choicePredicate(fields, choice)],
        },
      ]
    : []

const planText = (
  of: Called,
  choice: TextChoice | undefined,
  fields: TextField[],
  source: FieldSource,
): PlannedFilter[] =>
  choice
    ? [
        {
          ...hasCall(of, source, (expression) => textConditions(expression, choice)),
          predicates: textChoicePredicates(fields, choice),
        },
      ]
    : []

function planFilters(engine: Reader['engine'], of: Called, filters: TransactionFilters): PlannedFilter[] {
  const called = of === 'routes' ? 'route' : 'call'
  const requested = (field: string) => jsonField(engine, sql`c.definition`, ['request', field])
  const asked = (field: string) => jsonField(engine, sql`upstream`, [field])
  /** The fields of a transaction describe its primary call, too. */
  const withTransactionField = <F extends Field | TextField>(own: F, ofTransaction: F): F[] =>
    of === 'orchestrations' && own !== ofTransaction ? [own, ofTransaction] : [own]

  const value = (choice: Choice<string> | undefined, fields: Field[], source: FieldSource) =>
    planValue(of, choice, fields, source)
  const text = (choice: TextChoice | undefined, fields: TextField[], source: FieldSource) =>
    planText(of, choice, fields, source)
  const code = (filter: StatusFilter | undefined): PlannedFilter[] => {
    if (!filter) return []
    const answered = hasCall(
      of,
      { call: sql`c.status`, primary: sql`case when error is null then response_status end` },
      (expression) => [statusCondition(expression, filter)],
    )
    return [{ ...answered, predicates: [statusPredicate(withTransactionField(`${called}.code`, 'code'), filter)] }]
  }
  const lower = (expression: Expression): Expression => sql`lower(${expression})`

  return [
    ...value(filters[`${of}.name`], [`${called}.name`], { call: sql`c.name`, primary: asked('name') }),
    ...code(filters[`${of}.response.status`]),
    ...value(filters[`${of}.request.method`], withTransactionField(`${called}.method`, 'method'), {
      call: requested('method'),
      primary: sql`method`,
    }),
    ...value(filters[`${of}.request.host`], [`${called}.host`], {
      call: lower(requested('host')),
      primary: lower(asked('host')),
    }),
    ...value(filters[`${of}.request.port`], [`${called}.port`], { call: requested('port'), primary: asked('port') }),
    ...text(filters[`${of}.request.path`], withTransactionField(`${called}.path`, 'primary.path'), {
      call: requested('path'),
      primary: asked('path'),
      hint: toHint(sql`upstream`, filters[`${of}.request.path`]),
    }),
    ...text(filters[`${of}.request.querystring`], withTransactionField(`${called}.query`, 'query'), {
      call: requested('querystring'),
      primary: sql`query`,
    }),
  ]
}

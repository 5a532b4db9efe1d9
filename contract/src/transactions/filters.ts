import { z } from 'zod'
import { Id } from '../api/shapes.ts'
import { longestSearchValue, SearchKeyName } from '../channels/search-keys.ts'
import { because } from '../reasons.ts'
import { transactionStatuses } from '../transactions.ts'

// OpenHIM's console sends some values as a JSON string inside the JSON.
export const fromJson = (value: unknown) => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A plain value stands for the operator that is meant without one. */
const orPlain = <T extends z.ZodType>(operators: T, plain: '$eq' | '$part' = '$eq') =>
  z.preprocess((value) => (value === undefined || isObject(value) ? value : { [plain]: value }), operators)

const mostValues = 100

const choice = <T extends z.ZodType>(value: T) => ({
  $eq: value.optional(),
  $ne: value.optional(),
  $in: z.array(value).max(mostValues).optional(),
  $nin: z.array(value).max(mostValues).optional(),
})
const order = <T extends z.ZodType>(value: T) => ({
  $gt: value.optional(),
  $gte: value.optional(),
  $lt: value.optional(),
  $lte: value.optional(),
})
const $exists = z.boolean().optional()

const instant = z.union([z.number(), z.string()]).transform((value, context) => {
  const time = typeof value === 'number' ? value : Date.parse(value)
  if (Number.isFinite(time)) return time
  context.addIssue({ code: 'custom', message: because('must-be-date') })
  return z.NEVER
})

export const TimeRange = z.preprocess(fromJson, z.strictObject(order(instant)))

const Code = z.coerce.number(because('must-be-status')).int().min(100).max(599)
const CodeOrClass = z
  .union([Code, z.string().regex(/^[1-5]xx$/i)], because('must-be-status-or-class'))
  .describe('a status such as 404, or a class such as 4xx')

const Part = z.string().min(1).max(2000)
const flag = orPlain(
  z.strictObject({
    $eq: z.union([z.boolean(), z.stringbool()], because('must-be-boolean')).optional(),
    $ne: z.boolean().optional(),
  }),
)
const text = <T extends z.ZodType>(value: T) => orPlain(z.strictObject({ ...choice(value), $exists }))
const part = orPlain(z.strictObject({ $part: Part.optional(), ...choice(z.string().max(2000)) }), '$part')

const named = <T extends z.ZodType>(value: T) =>
  orPlain(z.strictObject({ $eq: value.optional(), $in: z.array(value).max(mostValues).optional() }))
const Host = z.string().max(253).toLowerCase()
const Port = z.coerce.string().regex(/^\d{1,5}$/, because('must-be-port'))

/** Of a transaction with several of them, one has to match; different keys may be matched by different ones. */
const callFilters = <Of extends 'routes' | 'orchestrations'>(of: Of) => {
  const partOrEqual = orPlain(z.strictObject({ $part: Part.optional(), $eq: z.string().max(2000).optional() }), '$part')
  const filters = {
    name: named(z.string().max(200)).optional(),
    'response.status': named(CodeOrClass).optional(),
    'request.method': named(z.string().max(20).toUpperCase()).optional(),
    'request.host': named(Host).optional(),
    'request.port': named(Port).optional(),
    'request.path': partOrEqual.optional(),
    'request.querystring': partOrEqual.optional(),
  }
  type Filters = typeof filters
  return Object.fromEntries(Object.entries(filters).map(([key, filter]) => [`${of}.${key}`, filter])) as {
    [Key in keyof Filters as `${Of}.${Key & string}`]: Filters[Key]
  }
}

const Property = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()])
const Properties = z
  .record(z.string().min(1).max(200), Property)
  .refine((properties) => Object.keys(properties).length <= 10, because('too-many-properties'))

/** Mongo's words for "has some" and "has none": `{"$exists":true,"$ne":[]}` and `{"$eq":[]}`. */
const someOrNone = (value: unknown) => {
  const operators = fromJson(value)
  if (!isObject(operators)) return operators
  const { $exists, $ne, $eq, ...others } = operators as { $exists?: unknown; $ne?: unknown; $eq?: unknown }
  const isNone = (it: unknown) => Array.isArray(it) && it.length === 0
  if (isNone($ne) || isNone($eq)) return { ...others, $exists: !isNone($eq) }
  return operators
}

/** `properties.name` means the same as `name` within `properties`. */
const withProperties = (filters: unknown) => {
  if (!isObject(filters)) return filters
  const entries = Object.entries(filters)
  const dotted = entries.filter(([key]) => key.startsWith('properties.'))
  if (!dotted.length) return filters
  const { properties } = filters as { properties?: unknown }
  const all = Object.fromEntries(dotted.map(([key, value]) => [key.slice('properties.'.length), value]))
  return {
    ...Object.fromEntries(entries.filter((entry) => !dotted.includes(entry))),
    properties: isObject(properties) ? { ...properties, ...all } : all,
  }
}

/**
 * OpenHIM's filters, typed: an unknown key or operator is refused, and no value is a pattern. A plain value means that it
 * is equal; for a path and a query string, that it is a part of it, in any case.
 */
const Filters = z.strictObject({
  'request.timestamp': TimeRange.optional(),
  _id: orPlain(z.strictObject({ $eq: Id.optional(), $in: z.array(Id).max(mostValues).optional() })).optional(),
  status: orPlain(z.strictObject(choice(z.enum(transactionStatuses)))).optional(),
  channelID: orPlain(z.strictObject(choice(Id))).optional(),
  clientID: text(Id).optional().describe('without a client: {"$exists": false}'),
  'response.status': orPlain(z.strictObject({ ...choice(CodeOrClass), ...order(Code), $exists })).optional(),
  'request.method': orPlain(z.strictObject(choice(z.string().max(20).toUpperCase()))).optional(),
  'request.path': part.optional(),
  'request.querystring': part.optional(),
  'request.host': text(Host).optional(),
  'request.port': text(Port).optional(),
  canRerun: flag.optional(),
  searchKey: z
    .strictObject({ name: SearchKeyName, value: z.string().trim().min(1).max(longestSearchValue) })
    .optional()
    .describe('a value that channels take out of their messages under this name, such as the identifier of a patient'),
  error: z.strictObject({ $exists: z.boolean() }).optional().describe('whether it failed with an error of the gateway'),
  ...callFilters('routes'),
  ...callFilters('orchestrations'),
  properties: Properties.optional().describe('what a mediator reported; null: it has the property, with any value'),
  parentID: text(Id).optional().describe('repetitions of this transaction'),
  childIDs: z
    .preprocess(
      someOrNone,
      orPlain(z.strictObject({ $eq: Id.optional(), $in: z.array(Id).max(mostValues).optional(), $exists })),
    )
    .optional()
    .describe('the transaction that this one repeats; whether it was repeated: {"$exists": true}'),
  wasRerun: flag.optional(),
  autoRetry: flag.optional().describe('whether it waits for an automatic retry'),
})
export const TransactionFilters = z.preprocess(withProperties, Filters)
export type TransactionFilters = z.infer<typeof TransactionFilters>

/** As it stands in the address: JSON. */
export const FiltersInAddress = z.preprocess(
  (value) => (value === undefined || value === '' ? {} : fromJson(value)),
  TransactionFilters,
)

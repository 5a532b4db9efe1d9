import { z } from 'zod'
import { Id } from '../api/shapes.ts'
import { maxSearchValueLength, SearchKeyName } from '../channels/search-keys.ts'
import { because } from '../reasons.ts'
import { transactionStatuses } from './statuses.ts'
import { type Anchored, readTextPattern } from './text-pattern.ts'

// OpenHIM's console sends some values as JSON text inside JSON.
export const fromJson = (value: unknown) => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Accepts a plain value in place of an operator. */
const orPlain = <T extends z.ZodType>(operators: T, plain: '$eq' | '$part' = '$eq') =>
  z.preprocess((value) => (value === undefined || isObject(value) ? value : { [plain]: value }), operators)

const maxValues = 100

const choice = <T extends z.ZodType>(value: T) => ({
  $eq: value.optional(),
  $ne: value.optional(),
  $in: z.array(value).max(maxValues).optional(),
  $nin: z.array(value).max(maxValues).optional(),
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
  .describe('a status code such as 404, or a class such as 4xx')

/** A duration in milliseconds: at most a year. */
const Duration = z.number().int().min(0).max(31_622_400_000)

const Part = z.string().min(1).max(2000)
const flag = orPlain(
  z.strictObject({
    $eq: z.union([z.boolean(), z.stringbool()], because('must-be-boolean')).optional(),
    $ne: z.boolean().optional(),
  }),
)
const text = <T extends z.ZodType>(value: T) => orPlain(z.strictObject({ ...choice(value), $exists }))
/** Replaces `$part` by the text that it looks for, and where. */
const readPart = <T extends { $part?: string | undefined }>(
  filter: T,
  context: z.RefinementCtx,
): T & { $anchored?: Anchored } => {
  if (filter.$part === undefined) return filter
  const pattern = readTextPattern(filter.$part)
  if (pattern) return { ...filter, ...pattern }
  context.addIssue({ code: 'custom', message: because('must-be-text-pattern') })
  return z.NEVER
}
const part = orPlain(
  z.strictObject({ $part: Part.optional(), ...choice(z.string().max(2000)) }).transform(readPart),
  '$part',
)

const named = <T extends z.ZodType>(value: T) =>
  orPlain(z.strictObject({ $eq: value.optional(), $in: z.array(value).max(maxValues).optional() }))
const Host = z.string().max(253).toLowerCase()
const Port = z.coerce.string().regex(/^\d{1,5}$/, because('must-be-port'))

/** Filters of routes and orchestrations. One of them has to match; another one may match another key. */
const CallName = named(z.string().max(200)).optional()
const CallStatus = named(CodeOrClass).optional()
const CallMethod = named(z.string().max(20).toUpperCase()).optional()
const CallHost = named(Host).optional()
const CallPort = named(Port).optional()
const CallText = orPlain(
  z.strictObject({ $part: Part.optional(), $eq: z.string().max(2000).optional() }).transform(readPart),
  '$part',
).optional()

const Property = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()])
const Properties = z
  .record(z.string().min(1).max(200), Property)
  .refine((properties) => Object.keys(properties).length <= 10, because('too-many-properties'))

/** Reads MongoDB's expressions for "not empty" and "empty": `{"$exists":true,"$ne":[]}` and `{"$eq":[]}`. */
const readEmptiness = (value: unknown) => {
  const operators = fromJson(value)
  if (!isObject(operators)) return operators
  const { $exists, $ne, $eq, ...others } = operators
  const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0
  if (isEmptyList($ne) || isEmptyList($eq)) return { ...others, $exists: !isEmptyList($eq) }
  return operators
}

/** Moves `properties.name` to `name` inside `properties`. */
const nestProperties = (filters: unknown) => {
  if (!isObject(filters)) return filters
  const entries = Object.entries(filters)
  const dotted = entries.filter(([key]) => key.startsWith('properties.'))
  if (!dotted.length) return filters
  const { properties } = filters
  const all = Object.fromEntries(dotted.map(([key, value]) => [key.slice('properties.'.length), value]))
  return {
    ...Object.fromEntries(entries.filter((entry) => !dotted.includes(entry))),
    properties: isObject(properties) ? { ...properties, ...all } : all,
  }
}

/**
 * The filters of OpenHIM. Unknown keys and operators are refused. A plain value means "equal"; for a path and a query string
 * it means "contains", ignoring case. There `^` at the start, `$` at the end, and `\\` before a sign work as in a regular expression;
 * any other regular expression is refused.
 */
const Filters = z.strictObject({
  'request.timestamp': TimeRange.optional(),
  _id: orPlain(z.strictObject({ $eq: Id.optional(), $in: z.array(Id).max(maxValues).optional() })).optional(),
  status: orPlain(z.strictObject(choice(z.enum(transactionStatuses)))).optional(),
  channelID: orPlain(z.strictObject(choice(Id))).optional(),
  clientID: text(Id).optional().describe('{"$exists": false}: transactions without a client'),
  'response.status': orPlain(z.strictObject({ ...choice(CodeOrClass), ...order(Code), $exists })).optional(),
  duration: z
    .strictObject(order(Duration))
    .optional()
    .describe('milliseconds from the request to the response; transactions without a response match no duration'),
  'request.method': orPlain(z.strictObject(choice(z.string().max(20).toUpperCase()))).optional(),
  'request.path': part.optional(),
  'request.querystring': part.optional(),
  'request.host': text(Host).optional(),
  'request.port': text(Port).optional(),
  canRerun: flag.optional(),
  searchKey: z
    .strictObject({ name: SearchKeyName, value: z.string().trim().min(1).max(maxSearchValueLength) })
    .optional()
    .describe('a value that channels index under this name, such as a patient identifier'),
  error: z.strictObject({ $exists: z.boolean() }).optional().describe('whether the gateway recorded an error'),
  'routes.name': CallName,
  'routes.response.status': CallStatus,
  'routes.request.method': CallMethod,
  'routes.request.host': CallHost,
  'routes.request.port': CallPort,
  'routes.request.path': CallText,
  'routes.request.querystring': CallText,
  'orchestrations.name': CallName,
  'orchestrations.response.status': CallStatus,
  'orchestrations.request.method': CallMethod,
  'orchestrations.request.host': CallHost,
  'orchestrations.request.port': CallPort,
  'orchestrations.request.path': CallText,
  'orchestrations.request.querystring': CallText,
  properties: Properties.optional().describe(
    'properties sent by a mediator; null: the property exists, with any value',
  ),
  parentID: text(Id).optional().describe('reruns of this transaction'),
  childIDs: z
    .preprocess(
      readEmptiness,
      orPlain(z.strictObject({ $eq: Id.optional(), $in: z.array(Id).max(maxValues).optional(), $exists })),
    )
    .optional()
    .describe('the parent of this rerun; {"$exists": true}: transactions with reruns'),
  wasRerun: flag.optional(),
  issue: Id.optional().describe('the failed transactions of this issue of which no rerun has succeeded'),
  autoRetry: flag.optional().describe('whether the transaction waits for an automatic retry'),
})
export const TransactionFilters = z.preprocess(nestProperties, Filters)
export type TransactionFilters = z.infer<typeof TransactionFilters>

/** The filters as a URL parameter: JSON text. */
export const FiltersParameter = z.preprocess(
  (value) => (value === undefined || value === '' ? {} : fromJson(value)),
  TransactionFilters,
)

import { z } from 'zod'
import { longestSearchValue, SearchKeyName } from './search-keys.ts'
import { Id } from './shapes.ts'
import { transactionStatuses } from './transactions.ts'

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
  context.addIssue({ code: 'custom', message: 'must be a date' })
  return z.NEVER
})

export const TimeRange = z.preprocess(fromJson, z.strictObject(order(instant)))

const Code = z.coerce.number('must be a status such as 404').int().min(100).max(599)
const CodeOrClass = z
  .union([Code, z.string().regex(/^[1-5]xx$/i)], 'must be a status such as 404, or a class such as 4xx')
  .describe('a status such as 404, or a class such as 4xx')

const Part = z.string().min(1).max(2000)
const flag = orPlain(
  z.strictObject({
    $eq: z.union([z.boolean(), z.stringbool()], 'must be true or false').optional(),
    $ne: z.boolean().optional(),
  }),
)
const text = <T extends z.ZodType>(value: T) => orPlain(z.strictObject({ ...choice(value), $exists }))
const part = orPlain(z.strictObject({ $part: Part.optional(), ...choice(z.string().max(2000)) }), '$part')

/**
 * OpenHIM's filters, typed: an unknown key or operator is refused, and no value is a pattern. A plain value means that it
 * is equal; for a path and a query string, that it is a part of it, in any case.
 */
export const TransactionFilters = z.strictObject({
  'request.timestamp': TimeRange.optional(),
  _id: orPlain(z.strictObject({ $eq: Id.optional(), $in: z.array(Id).max(mostValues).optional() })).optional(),
  status: orPlain(z.strictObject(choice(z.enum(transactionStatuses)))).optional(),
  channelID: orPlain(z.strictObject(choice(Id))).optional(),
  clientID: text(Id).optional().describe('without a client: {"$exists": false}'),
  'response.status': orPlain(z.strictObject({ ...choice(CodeOrClass), ...order(Code), $exists })).optional(),
  'request.method': orPlain(z.strictObject(choice(z.string().max(20).toUpperCase()))).optional(),
  'request.path': part.optional(),
  'request.querystring': part.optional(),
  'request.host': text(z.string().max(253).toLowerCase()).optional(),
  'request.port': text(z.coerce.string().regex(/^\d{1,5}$/, 'must be a port')).optional(),
  canRerun: flag.optional(),
  searchKey: z
    .strictObject({ name: SearchKeyName, value: z.string().trim().min(1).max(longestSearchValue) })
    .optional()
    .describe('a value that channels take out of their messages under this name, such as the identifier of a patient'),
  error: z.strictObject({ $exists: z.boolean() }).optional().describe('whether it failed with an error of the gateway'),
})
export type TransactionFilters = z.infer<typeof TransactionFilters>

/** As it stands in the address: JSON. */
export const FiltersInAddress = z.preprocess(
  (value) => (value === undefined || value === '' ? {} : fromJson(value)),
  TransactionFilters,
)

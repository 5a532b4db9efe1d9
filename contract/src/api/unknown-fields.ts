// Finds the fields of a document that its schema does not know, at every depth. zod alone would drop them silently.
import { z } from 'zod'

type Tolerance = {
  /** Fields that are accepted and have no effect: the API shows them, or OpenHIM 8 has them and this API does not. */
  ignored?: readonly string[]
  /** The schema whose fields the document may have, where its own schema takes any. */
  fieldsOf?: z.core.$ZodType
}

const tolerances = new WeakMap<z.core.$ZodType, Tolerance>()

/** Declares which fields of a document are accepted without effect. */
export function tolerate<S extends z.core.$ZodType>(schema: S, tolerance: Tolerance): S {
  tolerances.set(schema, tolerance)
  return schema
}

/** Returns the schema whose fields a document may have: its own, unless it takes any. */
export const findFieldSchema = (declared: z.core.$ZodType): z.core.$ZodType =>
  tolerances.get(declared)?.fieldsOf ?? declared

// MongoDB and AngularJS put these into every document that OpenHIM's console sends back.
const ofMongoDB = new Set(['_id', '__v'])
const ofAngular = new Set(['$promise', '$resolved', '$$hashKey'])

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Returns the path of each unknown field, such as `routes.0.hots`. */
export const findUnknownFields = (declared: z.core.$ZodType, document: unknown): string[] =>
  findUndeclared(declared, document, '').flatMap(({ path, isIgnored }) => (isIgnored ? [] : [path]))

/** Returns the path of each field that is accepted without effect, such as `updatedBy`. */
export const findIgnoredFields = (declared: z.core.$ZodType, document: unknown): string[] =>
  findUndeclared(declared, document, '').flatMap(({ path, isIgnored }) => (isIgnored ? [path] : []))

/** Deeper than any field of a document. */
const maxDepth = 100

type Undeclared = { path: string; isIgnored: boolean }

function findUndeclared(declared: z.core.$ZodType, document: unknown, path: string): Undeclared[] {
  const { ignored = [], fieldsOf: schema = declared } = tolerances.get(declared) ?? {}
  if (schema instanceof z.core.$ZodObject)
    return isRecord(document) ? findUndeclaredKeys(schema, document, path, ignored) : []
  if (schema instanceof z.core.$ZodArray)
    return Array.isArray(document)
      ? document.flatMap((entry, i) => findUndeclared(schema._zod.def.element, entry, join(path, String(i))))
      : []
  if (schema instanceof z.core.$ZodRecord)
    return isRecord(document)
      ? Object.entries(document).flatMap(([key, value]) =>
          findUndeclared(schema._zod.def.valueType, value, join(path, key)),
        )
      : []
  if (schema instanceof z.core.$ZodUnion) return findLeastUnknown(schema._zod.def.options, document, path)
  if (schema instanceof z.core.$ZodIntersection) {
    const right = new Set(findUndeclared(schema._zod.def.right, document, path).map((one) => one.path))
    return findUndeclared(schema._zod.def.left, document, path).filter((one) => right.has(one.path))
  }
  const inner = innerSchema(schema)
  return inner ? findUndeclared(inner, document, path) : []
}

function findUndeclaredKeys(
  { _zod: { def } }: z.core.$ZodObject,
  document: Record<string, unknown>,
  path: string,
  ignored: readonly string[],
): Undeclared[] {
  return Object.entries(document).flatMap(([key, value]) => {
    const field = Object.hasOwn(def.shape, key) ? def.shape[key] : undefined
    if (ignored.includes(key)) return [{ path: join(path, key), isIgnored: true }]
    if (field) return findUndeclared(field, value, join(path, key))
    // A loose object takes every field, and says itself what becomes of it.
    if (def.catchall instanceof z.core.$ZodUnknown || ofAngular.has(key)) return []
    return [{ path: join(path, key), isIgnored: ofMongoDB.has(key) }]
  })
}

/**
 * A field is unknown to a union when the option that knows the document best does not know it: one of its shape, with the
 * fewest unknown fields, which stand deepest.
 */
const findLeastUnknown = (options: readonly z.core.$ZodType[], document: unknown, path: string) =>
  options
    .map((option) => ({
      fits: z.core.safeParse(option, document).success,
      isOfShape: isOfShape(option, document),
      found: findUndeclared(option, document, path),
    }))
    .toSorted(
      (a, b) =>
        Number(b.fits) - Number(a.fits) ||
        Number(b.isOfShape) - Number(a.isOfShape) ||
        countUnknown(a.found) - countUnknown(b.found) ||
        findDepth(b.found) - findDepth(a.found),
    )[0]?.found ?? []

/** Tells whether a schema and a document are both objects, both lists, or neither. */
function isOfShape(schema: z.core.$ZodType, document: unknown): boolean {
  if (schema instanceof z.core.$ZodUnion) return schema._zod.def.options.some((option) => isOfShape(option, document))
  if (schema instanceof z.core.$ZodArray) return Array.isArray(document)
  if (schema instanceof z.core.$ZodObject || schema instanceof z.core.$ZodRecord) return isRecord(document)
  const inner = innerSchema(schema)
  return inner ? isOfShape(inner, document) : !isRecord(document) && !Array.isArray(document)
}

const findDepth = (found: Undeclared[]) => Math.min(...found.map(({ path }) => path.split('.').length), maxDepth)

const countUnknown = (found: Undeclared[]) => found.filter(({ isIgnored }) => !isIgnored).length

/** Returns the schema that a wrapper such as `optional` or `transform` wraps. */
function innerSchema(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.core.$ZodPipe)
    return schema._zod.def.in instanceof z.core.$ZodTransform ? schema._zod.def.out : schema._zod.def.in
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodNullable ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault ||
    schema instanceof z.core.$ZodCatch ||
    schema instanceof z.core.$ZodReadonly ||
    schema instanceof z.core.$ZodNonOptional
  )
    return schema._zod.def.innerType
  return undefined
}

const join = (path: string, key: string) => (path ? `${path}.${key}` : key)

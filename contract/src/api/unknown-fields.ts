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
const ignoredEverywhere = new Set(['_id', '__v', '$promise', '$resolved', '$$hashKey'])

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Returns the path of each unknown field, such as `routes.0.hots`. */
export function findUnknownFields(declared: z.core.$ZodType, document: unknown, path = ''): string[] {
  const { ignored = [], fieldsOf: schema = declared } = tolerances.get(declared) ?? {}
  if (schema instanceof z.core.$ZodObject) return isRecord(document) ? unknownKeys(schema, document, path, ignored) : []
  if (schema instanceof z.core.$ZodArray)
    return Array.isArray(document)
      ? document.flatMap((entry, i) => findUnknownFields(schema._zod.def.element, entry, join(path, String(i))))
      : []
  if (schema instanceof z.core.$ZodRecord)
    return isRecord(document)
      ? Object.entries(document).flatMap(([key, value]) =>
          findUnknownFields(schema._zod.def.valueType, value, join(path, key)),
        )
      : []
  if (schema instanceof z.core.$ZodUnion) return leastUnknown(schema._zod.def.options, document, path)
  if (schema instanceof z.core.$ZodIntersection) {
    const right = new Set(findUnknownFields(schema._zod.def.right, document, path))
    return findUnknownFields(schema._zod.def.left, document, path).filter((field) => right.has(field))
  }
  const inner = innerSchema(schema)
  return inner ? findUnknownFields(inner, document, path) : []
}

function unknownKeys(
  { _zod: { def } }: z.core.$ZodObject,
  document: Record<string, unknown>,
  path: string,
  ignored: readonly string[],
): string[] {
  return Object.entries(document).flatMap(([key, value]) => {
    const field = Object.hasOwn(def.shape, key) ? def.shape[key] : undefined
    if (field) return findUnknownFields(field, value, join(path, key))
    // A loose object takes every field, and says itself what becomes of it.
    if (def.catchall instanceof z.core.$ZodUnknown) return []
    return ignored.includes(key) || ignoredEverywhere.has(key) ? [] : [join(path, key)]
  })
}

/** A field is unknown to a union when the option that knows the document best does not know it. */
const leastUnknown = (options: readonly z.core.$ZodType[], document: unknown, path: string) =>
  options
    .map((option) => ({
      fits: z.core.safeParse(option, document).success,
      found: findUnknownFields(option, document, path),
    }))
    .toSorted((a, b) => Number(b.fits) - Number(a.fits) || a.found.length - b.found.length)[0]?.found ?? []

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

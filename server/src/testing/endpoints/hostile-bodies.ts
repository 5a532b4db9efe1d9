// Builds many valid bodies of an endpoint from its schema: a plain one, and copies that differ from it in one field.
import { findFieldSchema } from '@mediary/contract/api/unknown-fields'
import { z } from 'zod'

/** Texts and ids to try, those of the caller first. */
type Material = { texts: readonly string[]; declared?: z.core.$ZodType }

const maxPerField = 40
const maxBodies = 400
const maxThorough = 17
const maxDepth = 3

/** Returns the schema inside of what makes a field optional or gives it a default. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodNullable ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault
  )
    return unwrap(schema._zod.def.innerType)
  // What is sent is the input of a transformation, and the output of what prepares it.
  if (schema instanceof z.core.$ZodPipe)
    return unwrap(schema._zod.def.in instanceof z.core.$ZodTransform ? schema._zod.def.out : schema._zod.def.in)
  return schema
}

const accepts = (schema: z.core.$ZodType, value: unknown) => z.core.safeParse(schema, value).success

/** Lists values that a schema accepts. */
export function listValues(schema: z.core.$ZodType, material: Material, depth = 0): unknown[] {
  const candidates = listCandidates(unwrap(findFieldSchema(schema)), { ...material, declared: schema }, depth)
  return candidates.filter((value) => accepts(schema, value)).slice(0, depth === 0 ? maxBodies : maxPerField)
}

function listCandidates(inner: z.core.$ZodType, material: Material, depth: number): unknown[] {
  if (inner instanceof z.core.$ZodObject) return listObjects(inner, material, depth)
  if (inner instanceof z.core.$ZodArray) {
    const entries = listValues(inner._zod.def.element, material, depth + 1)
    const [first] = entries
    return [...entries.map((one) => [one]), ...entries.slice(1).map((one) => [first, one]), []]
  }
  if (inner instanceof z.core.$ZodUnion)
    return inner._zod.def.options.flatMap((option) => listValues(option, material, depth))
  if (inner instanceof z.core.$ZodIntersection)
    return listValues(inner._zod.def.left, material, depth).flatMap((left) =>
      listValues(inner._zod.def.right, material, depth).map((right) => Object.assign({}, left, right)),
    )
  if (inner instanceof z.core.$ZodRecord)
    return material.texts.flatMap((text) =>
      listValues(inner._zod.def.valueType, material, depth + 1)
        .slice(0, 2)
        .map((value) => ({ [text]: value })),
    )
  if (inner instanceof z.core.$ZodEnum) return Object.values(inner._zod.def.entries)
  if (inner instanceof z.core.$ZodLiteral) return [...inner._zod.def.values]
  if (inner instanceof z.core.$ZodBoolean) return [true, false]
  if (inner instanceof z.core.$ZodNumber) return [1, 5, 60, 8080]
  return [...material.texts]
}

/** A field that takes every text gets the plain ones and those that name something of others or match everything. */
const thin = (values: unknown[]) =>
  values.length < maxThorough
    ? values
    : values.filter((value, i) => i === 0 || /theirs|\.\*/.test(JSON.stringify(value)))

/** Lists a document with the required fields only, and others: with one field only, or with another value in one field. */
function listObjects(schema: z.core.$ZodObject, material: Material, depth: number): unknown[] {
  const { declared = schema } = material
  if (depth > maxDepth) return []
  const fields = Object.entries(schema._zod.def.shape).map(([name, field]) => ({
    name,
    isRequired: !accepts(field, undefined),
    values: thin(listValues(field, material, depth + 1)),
  }))
  const base = Object.fromEntries(
    fields.filter(({ isRequired }) => isRequired).map(({ name, values: [first] }) => [name, first]),
  )
  const isPartial = depth === 0 && accepts(declared, {})
  const changed = fields.flatMap(({ name, values }) =>
    values.map((value) => (isPartial ? { [name]: value } : { ...base, [name]: value })),
  )
  return [base, ...changed]
}

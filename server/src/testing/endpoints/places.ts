// Every place in a document where a field can stand that its schema does not know.
import { findFieldSchema } from '@mediary/contract/api/unknown-fields'
import { z } from 'zod'

/** An object in a document: the keys and positions that lead to it. */
export type Place = readonly (string | number)[]

const maxDepth = 8
/** The key of an entry of a record: the schema takes any. */
const anyKey = 'any'

/** Returns the places of all objects whose fields the schema knows, the outermost first. */
export function findPlaces(declared: z.core.$ZodType, at: Place = []): Place[] {
  const schema = findFieldSchema(declared)
  if (at.length > maxDepth) return []
  if (schema instanceof z.core.$ZodObject) {
    const { shape, catchall } = schema._zod.def
    const isOpen = catchall instanceof z.core.$ZodUnknown
    const within = Object.entries(shape).flatMap(([key, field]) => findPlaces(field, [...at, key]))
    return isOpen ? within : [at, ...within]
  }
  if (schema instanceof z.core.$ZodArray) return findPlaces(schema._zod.def.element, [...at, 0])
  if (schema instanceof z.core.$ZodRecord) return findPlaces(schema._zod.def.valueType, [...at, anyKey])
  if (schema instanceof z.core.$ZodUnion) return distinct(schema._zod.def.options.flatMap((one) => findPlaces(one, at)))
  if (schema instanceof z.core.$ZodIntersection)
    return distinct([schema._zod.def.left, schema._zod.def.right].flatMap((one) => findPlaces(one, at)))
  if (schema instanceof z.core.$ZodPipe)
    return distinct([...findPlaces(schema._zod.def.in, at), ...findPlaces(schema._zod.def.out, at)])
  if ('innerType' in schema._zod.def && schema._zod.def.innerType instanceof z.core.$ZodType)
    return findPlaces(schema._zod.def.innerType, at)
  return []
}

const distinct = (places: Place[]) => [...new Map(places.map((place) => [place.join('.'), place])).values()]

/** Returns a document that has a value at a place, and nothing else. */
export const buildAt = (place: Place, value: unknown): unknown =>
  place.reduceRight<unknown>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value)

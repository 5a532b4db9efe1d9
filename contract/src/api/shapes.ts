import { z } from 'zod'
import { because } from '../reasons.ts'

/** An id: 24 hexadecimal characters, ordered by time. Documents imported from OpenHIM keep their ids. */
export const Id = z.string().regex(/^[0-9a-f]{24}$/, because('must-be-id'))

export const byId = z.object({ id: Id })

const printable = /^[^\p{Cc}]*$/u

/** A name that a person chooses: one line without control characters. */
export const Name = z.string().trim().min(1, because('empty')).max(255).regex(printable, because('control-characters'))

/** The words that the rows of a list contain. */
export const Find = z.string().max(200).optional().describe('returns the rows that contain every word, ignoring case')

/** A name in Unicode normalization form C, so that equal names compare as equal. */
export const Identifier = Name.normalize('NFC')

/** Accepts null as "absent", as OpenHIM's documents do. */
export const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined)

/** Reads null and an absent value as `fallback`. */
export const withDefault = <T extends z.ZodType>(schema: T, fallback: z.output<T>) =>
  schema.nullish().transform((value) => value ?? fallback)

/** Reads null and an absent value as an empty list. */
export const optionalList = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? [])

/** Free text. Null clears it. */
export const Text = optional(z.string().max(10_000))

/** A password hash that OpenHIM made. It is write-only, like a password. */
export const passwordHashFields = {
  passwordAlgorithm: z
    .string()
    .max(40)
    .nullish()
    .describe('for hashes from OpenHIM: a digest such as sha512, or bcrypt'),
  passwordHash: z.string().max(1024).nullish().describe('replaces the password; never with password'),
  passwordSalt: z.string().max(1024).nullish(),
}

/** An instant in UTC, ISO 8601. */
export const Timestamp = z.string()

/** One sentence for a person: OpenHIM responds to writes with it. */
export const Sentence = z.string()

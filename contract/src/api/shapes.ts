import { z } from 'zod'
import { because } from '../reasons.ts'

/** 24 hexadecimal characters, time-ordered; OpenHIM's documents keep theirs. */
export const Id = z.string().regex(/^[0-9a-f]{24}$/, because('must-be-id'))

export const byId = z.object({ id: Id })

const printable = /^[^\p{Cc}]*$/u

/** The name a person gives to something: one line, no control characters. */
export const Name = z.string().trim().min(1, because('empty')).max(255).regex(printable, because('control-characters'))

/** A name that is compared letter by letter, so that one way to compose its letters is kept (Unicode NFC). */
export const Identifier = Name.normalize('NFC')

/** Free text that may be left out or cleared with null. */
export const Text = z
  .string()
  .max(10_000)
  .nullish()
  .transform((text) => text ?? undefined)

/** ISO 8601 UTC. */
export const Timestamp = z.string()

/** One plain sentence, as OpenHIM answers writes. */
export const Sentence = z.string()

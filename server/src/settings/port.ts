import { z } from 'zod'

/** A port. 0 switches the listener off. */
export const port = z.int().min(0).max(65535)

/** Returns the value of a setting: a port may be given as "off". */
export const readPort = (path: string, value: unknown) => (value === 'off' && /(?:\.p|P)ort$/.test(path) ? 0 : value)

import type { Place } from './refuse-dump.ts'

/** A document of a dump: its collection, its bytes as BSON, and where it stands. */
export type DumpDocument = { collection: string; bytes: Buffer; place: Place }

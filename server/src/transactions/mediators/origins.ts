// What stands in place of how a client was recognised, in a transaction that did not come through the gateway.
import { sql } from 'kysely'

/** A program has created it: such a transaction was never counted among the gateway's. */
export const createdByMediator = 'reported'

/** An import has taken it over. It is history: it fires no alert, makes no issue, and is not sent to a FHIR server. */
export const takenOver = 'imported'

/** Tells if a transaction came through the gateway, which has counted it. */
export const wasCounted = (recognised: string | null) => recognised !== createdByMediator && recognised !== takenOver

/** The condition that leaves out what an import has taken over. */
export const isNotImported = sql<boolean>`(recognised is null or recognised <> ${sql.lit(takenOver)})`

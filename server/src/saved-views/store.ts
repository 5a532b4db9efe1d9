import { NewSavedView } from '@mediary/contract/users/saved-views'
import { z } from 'zod'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { documentStore } from '../platform/database/documents.ts'
import { conflict, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'

const Stored = z.object({ ...NewSavedView.shape, owner: z.string().describe('the e-mail address of a user') })
type Stored = z.infer<typeof Stored>

export type SavedViewStore = ReturnType<typeof savedViewStore>

/** The saved views of all users. A name is taken once for each list and user. */
export const savedViewStore = (database: Database, write: Write, { newId }: { newId: IdGenerator }) =>
  documentStore<Stored>(database, write, {
    kind: 'saved-view',
    newId,
    parse: (definition) => Stored.parse(definition),
    getName: ({ list, name, owner }) => `${name} (${list}, ${owner})`,
    duplicate: (name) => conflict('saved-view-name-taken', { name }),
    missing: (id) => notFound('saved-view-not-found', { id }),
  })

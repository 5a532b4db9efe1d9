import { NewContactGroup } from '@mediary/contract/operations/contact-groups'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { documentStore } from '../platform/database/documents.ts'
import { conflict, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'

export type ContactGroupStore = ReturnType<typeof contactGroupStore>

export const contactGroupStore = (database: Database, write: Write, { newId }: { newId: IdGenerator }) =>
  documentStore<NewContactGroup>(database, write, {
    kind: 'contact-group',
    newId,
    parse: (definition) => NewContactGroup.parse(definition),
    getName: ({ group }) => group,
    duplicate: (name) => conflict('contact-group-name-taken', { name }),
    missing: (id) => notFound('contact-group-not-found', { id }),
  })

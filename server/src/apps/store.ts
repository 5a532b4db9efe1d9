import { NewApp } from '@mediary/contract/apps'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { documentStore } from '../platform/database/documents.ts'
import { conflict, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'

export type AppStore = ReturnType<typeof appStore>

export const appStore = (database: Database, write: Write, { newId }: { newId: IdGenerator }) =>
  documentStore<NewApp>(database, write, {
    kind: 'app',
    newId,
    parse: (definition) => NewApp.parse(definition),
    getName: ({ name }) => name,
    duplicate: (name) => conflict('app-name-taken', { name }),
    missing: (id) =>
      notFound('app-not-found', { id }, { plainDocument: { error: `App with id ${id} does not exist` } }),
  })

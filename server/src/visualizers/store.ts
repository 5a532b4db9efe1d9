import { NewVisualizer } from '@mediary/contract/operations/visualizers'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { documentStore } from '../platform/database/documents.ts'
import { conflict, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'

export type VisualizerStore = ReturnType<typeof visualizerStore>

export const visualizerStore = (database: Database, write: Write, { newId }: { newId: IdGenerator }) =>
  documentStore<NewVisualizer>(database, write, {
    kind: 'visualizer',
    newId,
    parse: (definition) => NewVisualizer.parse(definition),
    getName: ({ name }) => name,
    duplicate: (name) => conflict('visualizer-name-taken', { name }),
    missing: (id) => notFound('visualizer-not-found', { id }),
  })

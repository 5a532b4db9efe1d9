import type { ProblemTexts } from '../../catalogue.ts'
import { bodies } from './bodies.ts'
import { apps, channels, clients, contactGroups, mediators, transactions, users, visualizers } from './concepts.ts'
import { configuration } from './configuration.ts'
import { fields } from './fields.ts'
import { gateway } from './gateway.ts'
import { notesOfImports } from './import-notes.ts'
import { notices } from './notices.ts'
import { certificates, metadata, server } from './server.ts'

export const problems: ProblemTexts = {
  ...fields,
  ...channels,
  ...clients,
  ...contactGroups,
  ...mediators,
  ...transactions,
  ...bodies,
  ...users,
  ...visualizers,
  ...apps,
  ...certificates,
  ...server,
  ...metadata,
  ...notesOfImports,
  ...notices,
  ...configuration,
  ...gateway,
  'unknown-reason': 'Esta consola ainda não conhece esta razão. O servidor diz: {message}',
}

// Collects the messages of the pages beside the main ones.
import { access } from './access.ts'
import { channelReach } from './channel-reach.ts'
import { clientImport } from './client-import.ts'
import { clientPage } from './client-page.ts'
import { contactLists } from './contact-lists.ts'
import { issuers } from './issuers.ts'
import { logs } from './logs.ts'
import { mediators } from './mediators.ts'
import { metadata } from './metadata.ts'
import { nodes } from './nodes.ts'
import { notes } from './notes.ts'
import { profile, secondFactor, viewAs } from './profile.ts'
import { timedRoles } from './timed-roles.ts'
import { usage } from './usage.ts'
import { visualizer } from './visualizer.ts'

export const operations = {
  access,
  channelReach,
  clientImport,
  clientPage,
  contactLists,
  issuers,
  logs,
  mediators,
  metadata,
  nodes,
  notes,
  profile,
  secondFactor,
  timedRoles,
  usage,
  viewAs,
  visualizer,
} as const

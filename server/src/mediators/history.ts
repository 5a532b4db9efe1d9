import { z } from 'zod'
import type { ObjectHistory } from '../history/index.ts'
import type { Row } from '../platform/database/row-changes.ts'
import type { Secrets } from '../platform/secrets.ts'
import { readConfig, readDefinition, toView } from './rows.ts'

export const MediatorRow = z.object({
  id: z.string(),
  urn: z.string(),
  version: z.string(),
  name: z.string(),
  definition: z.string(),
  config: z.string().nullable(),
  config_modified: z.number().nullable(),
  config_pending: z.number(),
  uptime: z.number().nullable(),
  last_heartbeat: z.number().nullable(),
})

const parseRow = (row: Row) => MediatorRow.parse(row)

/** A mediator asks for its configuration with the next heartbeat after an undo. */
export const mediatorHistory = (secrets: Secrets): ObjectHistory => ({
  object: 'mediator',
  changeKind: 'mediator',
  tables: {
    mediators: {
      key: 'id',
      findObject: (row) => parseRow(row).id,
      ignored: ['config_pending', 'uptime', 'last_heartbeat'],
      whenRestored: { config_pending: 1 },
    },
  },
  main: 'mediators',
  getName: (row) => parseRow(row).name,
  getResource: (row) => parseRow(row).urn,
  show({ mediators = [] }) {
    const [row] = mediators.map(parseRow)
    if (!row) return {}
    const { _id, _uptime, _lastHeartbeat, ...shown } = toView(row, secrets)
    return shown
  },
  // Sealed texts differ each time, so the opened ones are compared.
  listSecrets: ({ mediators = [] }) =>
    mediators.map((row) => [readConfig(parseRow(row).config, secrets), readDefinition(parseRow(row), secrets)]),
})

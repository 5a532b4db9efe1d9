/** Rows of mediators, and the documents made of them. */
import type { ConfigDefinition, Mediator, MediatorConfig, NewMediator } from '@mediary/contract/mediators'
import type { Secrets } from '../platform/secrets.ts'
import { maskConfig, maskOffers } from './passwords.ts'

export type MediatorRow = {
  id: string
  urn: string
  version: string
  name: string
  /** Sealed JSON: see Definition. */
  definition: string
  /** Sealed JSON. */
  config: string | null
  config_modified: number | null
  config_pending: number
  uptime: number | null
  last_heartbeat: number | null
}
type MediatorConfigRow = { id: string; mediator: string; at: number; by: string; config: string }
export type MediatorTables = { mediators: MediatorRow; mediator_configs: MediatorConfigRow }

/** The part of a registration that is sealed. */
type Definition = Pick<NewMediator, 'description' | 'endpoints' | 'defaultChannelConfig' | 'configDefs'>

export const sealDocument = (document: object, { seal }: Secrets) => seal(JSON.stringify(document))

export const readDefinition = (row: MediatorRow, { open }: Secrets): Definition => JSON.parse(open(row.definition))

export const readConfig = (config: string | null, { open }: Secrets): MediatorConfig | undefined =>
  config === null ? undefined : JSON.parse(open(config))

const toTimestamp = (at: number | null) => (at === null ? undefined : new Date(Number(at)).toISOString())

/** Returns a mediator as it is shown: every password is masked. */
export function toView(row: MediatorRow, secrets: Secrets): Mediator {
  const definition = readDefinition(row, secrets)
  const config = readConfig(row.config, secrets)
  return {
    _id: row.id,
    urn: row.urn,
    version: row.version,
    name: row.name,
    ...definition,
    endpoints: maskOffers(definition.endpoints),
    defaultChannelConfig: maskOffers(definition.defaultChannelConfig),
    config: config && maskConfig(config, definition.configDefs),
    _configModifiedTS: toTimestamp(row.config_modified),
    _uptime: row.uptime ?? undefined,
    _lastHeartbeat: toTimestamp(row.last_heartbeat),
  }
}

export const isDefinedBy = (definitions: ConfigDefinition[]) => {
  const params = new Set(definitions.map(({ param }) => param))
  return (param: string) => params.has(param)
}

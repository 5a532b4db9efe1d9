import { Id } from '@mediary/contract/api/shapes'
import { NewMediator } from '@mediary/contract/mediators'
import { issue } from '@mediary/contract/problem'
import { valid } from 'semver'
import { z } from 'zod'
import type { ConfigurationKind, VisitSecret } from '../configuration/index.ts'
import type { ObjectHistory } from '../history/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { configIssues, definitionIssues } from './definitions.ts'
import { MediatorRow } from './history.ts'
import { mapOfferPasswords, mapPasswords } from './passwords.ts'
import { type MediatorTables, readConfig, readDefinition, sealDocument } from './rows.ts'

const { urn, version, name, description, endpoints, defaultChannelConfig, configDefs, config } = NewMediator.shape
const fields = { urn, version, name, description, endpoints, defaultChannelConfig, configDefs, config }
const MediatorDocument = z.object({ _id: Id.optional(), ...fields })

/** Describes mediators to the configuration as code. Their former configurations and their health stay here. */
export const mediatorConfiguration = (
  history: ObjectHistory,
  { secrets, newId }: { secrets: Secrets; newId: IdGenerator },
): ConfigurationKind => ({
  name: 'mediators',
  history,
  leftOut: {
    config_modified: 'when the configuration was saved here',
    config_pending: 'the mediator has not fetched its configuration yet',
    uptime: 'health of the mediator',
    last_heartbeat: 'health of the mediator',
  },
  defaults: { mediators: { config_modified: null, config_pending: 0, uptime: null, last_heartbeat: null } },
  schema: MediatorDocument,
  getName: (document) => `${document.urn}`,
  read({ mediators = [] }) {
    const [row] = mediators.map((one) => MediatorRow.parse(one))
    if (!row) return {}
    const { id, urn, version, name } = row
    return { _id: id, urn, version, name, ...readDefinition(row, secrets), config: readConfig(row.config, secrets) }
  },
  write(document) {
    const { _id, urn, version, name, config, ...definition } = MediatorDocument.parse(document)
    const sealed = config ? sealDocument(config, secrets) : null
    return {
      mediators: [{ id: _id, urn, version, name, definition: sealDocument(definition, secrets), config: sealed }],
    }
  },
  mapSecrets: (document, visit) => mapAllPasswords(document, visit),
  findIssues(document) {
    const { version, configDefs, config } = MediatorDocument.parse(document)
    return [
      ...(valid(version) ? [] : [issue('version', 'not-a-version')]),
      ...definitionIssues(configDefs),
      ...(config ? configIssues(config, configDefs) : []),
    ]
  },
  async finish({ trx, id, before, after, caller }) {
    const [former, next] = [before, after].map(
      (rows) => rows?.mediators?.map((row) => MediatorRow.partial().parse(row))[0],
    )
    const db = trx.withTables<MediatorTables>()
    if (!next) await db.deleteFrom('mediator_configs').where('mediator', '=', id).execute()
    const [held, config] = [former, next].map((row) => readConfig(row?.config ?? null, secrets))
    if (!config || JSON.stringify(held) === JSON.stringify(config)) return
    await keepConfig(trx, { id, config, by: caller.user?.name ?? '', newId, secrets })
  },
})

type Kept = { id: string; config: object; by: string; newId: IdGenerator; secrets: Secrets }

/** Adds a version to the former configurations. The mediator gets it with its next heartbeat. */
async function keepConfig(trx: Database['kysely'], { id, config, by, newId, secrets }: Kept) {
  const db = trx.withTables<MediatorTables>()
  const at = Date.now()
  const row = { id: newId(), mediator: id, at, by, config: sealDocument(config, secrets) }
  await db.insertInto('mediator_configs').values(row).execute()
  await db.updateTable('mediators').set({ config_modified: at, config_pending: 1 }).where('id', '=', id).execute()
}

function mapAllPasswords(document: Record<string, unknown>, visit: VisitSecret) {
  const { endpoints, defaultChannelConfig, configDefs, config, ...others } = MediatorDocument.parse(document)
  const seal = (value: string, path: string) => visit(value, { path, type: 'sealed' })
  const sealText = (value: unknown, path: string) => (typeof value === 'string' ? seal(value, path) : value)
  return {
    ...others,
    endpoints: mapOfferPasswords(endpoints, 'endpoints', seal),
    defaultChannelConfig: mapOfferPasswords(defaultChannelConfig, 'defaultChannelConfig', seal),
    configDefs,
    ...(config && { config: mapPasswords(config, configDefs, sealText) }),
  }
}

// Everything that a store holds is either in the configuration as code, or named here with the reason why it is not.
import assert from 'node:assert/strict'
import { configurationKinds } from '@mediary/contract/configuration'
import { historyObjects } from '@mediary/contract/operations/history/objects'
import { fullConfiguration } from '../testing/full-configuration.ts'
import { onBothEngines } from '../testing/stores.ts'
import { loadWorld } from './world.ts'

const record = 'the record of what happened'
const search = 'an index over the record'
const health = 'the running program'

const use = 'when something was used'
const past = 'the history of the configuration'
const orders = 'orders to rerun and to retry, which end'
const oldList = 'an older list from a file would let revoked certificates in again'

const otherTables: Readonly<Record<string, string>> = {
  alert_states: health,
  attempts: 'attempts to sign in, which count for minutes',
  applied_configuration: 'the configuration that was applied last',
  audit_options: record,
  audit_terms: search,
  audits: record,
  backups: record,
  body_chunks: record,
  body_chunks_default: record,
  body_chunks_first: record,
  body_files: record,
  body_views: record,
  calls: record,
  changes: health,
  channel_audits: past,
  claims: health,
  client_hours: use,
  client_requests: record,
  client_use: use,
  cold_objects: record,
  cold_ranges: record,
  cold_removals: record,
  cold_uploads: record,
  conditions: health,
  credential_requests: record,
  credential_use: use,
  dropped_bodies: record,
  enrolments: 'codes that are used once',
  event_patients: search,
  forgotten_keys: record,
  held_transactions: record,
  history: past,
  issue_members: record,
  issues: record,
  journals: record,
  kysely_migration: 'the schema',
  kysely_migration_lock: 'the schema',
  legal_holds: record,
  limit_use: use,
  mediator_configs: past,
  metrics: record,
  nodes: health,
  restarts: health,
  notes: 'what the people of an installation wrote down for each other',
  notices: 'messages that wait or were sent',
  openhim_import: 'which documents of OpenHIM were imported',
  password_guesses: 'wrong passwords of clients, which count for a minute',
  polls: health,
  progress: health,
  refusals: record,
  removals: health,
  removed_bodies: record,
  reruns: orders,
  retries: orders,
  revocation_lists: oldList,
  route_health: health,
  search_keys: search,
  search_postings: search,
  search_progress: search,
  search_segments: search,
  second_factors: 'secrets of people, which an undo or a copy must not bring back',
  sessions: health,
  shadow_requests: record,
  silences: record,
  task_rows: orders,
  tasks: orders,
  transactions: record,
  user_preferences: 'how people read the console',
  workers: health,
}

const otherObjects: Readonly<Record<string, string>> = {
  'revocation-list': oldList,
  'saved-view': 'how people look at lists',
}

onBothEngines('every table is configuration, or is named here with a reason', async (database) => {
  const { stores } = await fullConfiguration(database)
  const covered = new Set(stores.configurationFiles.kinds.flatMap(({ history }) => Object.keys(history.tables)))
  const tables = (await database.kysely.introspection.getTables({ withInternalKyselyTables: true })).map(
    ({ name }) => name,
  )
  const unknown = tables.filter((name) => !covered.has(name) && !(name in otherTables))
  assert.deepEqual(unknown, [], 'describe the table in a ConfigurationKind, or name it in otherTables')
})

onBothEngines('every column of these tables is in a document, or left out with a reason', async (database) => {
  const { stores } = await fullConfiguration(database)
  const tables = await database.kysely.introspection.getTables()
  const world = await loadWorld(database.kysely, stores.configurationFiles.kinds)
  for (const kind of stores.configurationFiles.kinds) {
    const objects = world.filter((object) => object.kind === kind)
    assert.ok(objects.length, `the full server has no ${kind.name}`)
    for (const table of Object.keys(kind.history.tables)) {
      const columns = tables.find(({ name }) => name === table)?.columns.map(({ name }) => name) ?? []
      const written = new Set(
        objects.flatMap(({ document }) => (kind.write(document)[table] ?? []).flatMap((row) => Object.keys(row))),
      )
      const missing = columns.filter((column) => !written.has(column) && !(column in (kind.leftOut ?? {})))
      assert.deepEqual(missing, [], `${kind.name}: ${table}`)
    }
  }
})

onBothEngines('every object of the history is configuration, or is named here with a reason', async (database) => {
  const { stores } = await fullConfiguration(database)
  const covered = new Set<string>(stores.configurationFiles.kinds.map(({ history }) => history.object))
  const missing = Object.keys(historyObjects).filter((object) => !covered.has(object) && !(object in otherObjects))
  assert.deepEqual(missing, [])
  assert.deepEqual(stores.configurationFiles.kinds.map(({ name }) => name).toSorted(), [...configurationKinds])
})

import assert from 'node:assert/strict'
import type { Change, ConfigurationDocuments } from '@mediary/contract/configuration'
import { defaultUserRoles } from '@mediary/contract/permission'
import type { Database } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import { verifyPassword } from '../platform/passwords.ts'
import { installation } from '../processes/installation.ts'
import { changeDocument, findFullSecrets, fullConfiguration, fullSecrets } from '../testing/full-configuration.ts'
import { newChannel } from '../testing/history-api.ts'
import { onBothEngines } from '../testing/stores.ts'
import { fromYaml, toFiles } from './index.ts'

const caller: Caller = { by: 'nothing', permissions: [defaultUserRoles.admin] }
const nothing = () => undefined

/** Reads the files of an export again. */
const readFiles = (documents: ConfigurationDocuments): ConfigurationDocuments =>
  Object.fromEntries(
    Object.keys(documents).map((kind) => [
      kind,
      [...toFiles(documents)]
        .filter(([path]) => path.startsWith(`${kind}/`))
        .map(([path, text]) => fromYaml(text, path)),
    ]),
  )

/** A full server, its export, and calls of its API. */
async function fullServer(database: Database) {
  const server = await fullConfiguration(database)
  const { documents } = await server.stores.configurationFiles.export()
  const post = (path: string, body: object) => server.admin('POST', `/configuration/${path}`, body)
  const plan = async (wanted: ConfigurationDocuments, secrets?: object) =>
    (await post('plan', { format: 1, documents: wanted, ...(secrets && { secrets }) })).body
  return { ...server, documents, post, plan }
}

const toReference = (name: string) => `$${`{env:${name}}`}`
const isNamed = (field: string, name: string) => (document: Record<string, unknown>) => document[field] === name

onBothEngines(
  'an export of a full server, applied to a fresh one and exported again, has the same bytes',
  async (database) => {
    const full = await fullConfiguration()
    const { documents } = await full.stores.configurationFiles.export()
    const fresh = installation(database, full.secrets, full.settings, async () => undefined)
    const secrets = findFullSecrets(documents, full.identity.key)
    const find = (name: string) => secrets.get(name)
    const plan = await fresh.configurationFiles.plan(readFiles(documents), find)
    await fresh.configurationFiles.apply(plan, find, caller)
    assert.deepEqual(toFiles((await fresh.configurationFiles.export()).documents), toFiles(documents))
    assert.deepEqual((await fresh.configurationFiles.plan(readFiles(documents), nothing)).changes, [])
    const clinic = (await fresh.clients.identities()).find(({ clientID }) => clientID === 'clinic')
    const held = [...(clinic?.credentials ?? []), ...(clinic?.passwords ?? [])]
    const findSecret = (kind: string) => held.find((one) => one.kind === kind)?.secret ?? ''
    assert.ok(await verifyPassword(findSecret('basic'), fullSecrets.password))
    assert.equal(findSecret('token'), full.secrets.digest(fullSecrets.token))
    const lab = (await fresh.channels.forGateway()).find(({ name }) => name === 'lab')
    assert.equal(lab?.routes[0]?.password, 'route secret')
  },
)

onBothEngines('a plan tells what would be changed, field by field, and shows no secret', async (database) => {
  const { documents, plan, findClient } = await fullServer(database)
  const wanted = changeDocument(
    changeDocument(documents, 'clients', isNamed('clientID', 'clinic'), (client) => ({ ...client, name: 'New name' })),
    'channels',
    isNamed('name', 'lab'),
    ({ routes, ...lab }) => ({
      ...lab,
      priority: 3,
      routes: (Array.isArray(routes) ? routes : []).map((route) => ({ ...route, password: toReference('LAB') })),
    }),
  )
  const { changes } = await plan(
    { ...wanted, roles: [...(wanted.roles ?? []), { name: 'night' }] },
    { 'env:LAB': 'new secret' },
  )
  const shown = changes.map(({ action, kind, name, differences }: Record<string, unknown>) => ({
    action,
    kind,
    name,
    differences,
  }))
  assert.deepEqual(shown, [
    { action: 'create', kind: 'roles', name: 'night', differences: [] },
    {
      action: 'change',
      kind: 'clients',
      name: 'clinic',
      differences: [{ op: 'replace', path: '/name', from: 'Clinic Überlingen 診療所', value: 'New name' }],
    },
    {
      action: 'change',
      kind: 'channels',
      name: 'lab',
      differences: [
        { op: 'replace', path: '/routes/0/password', from: '(secret)', value: '(another secret)' },
        { op: 'add', path: '/priority', value: 3 },
      ],
    },
  ])
  assert.doesNotMatch(JSON.stringify(changes), /new secret|route secret/)
  assert.equal(changes[1].id, await findClient('clinic'))
})

onBothEngines('a plan is refused when the configuration has changed since, also by a secret only', async (database) => {
  const { documents, plan, post, change, stores } = await fullServer(database)
  const made = await plan({ ...documents, roles: [...(documents.roles ?? []), { name: 'night' }] })
  const lab = (await stores.channels.list()).find(({ name }) => name === 'lab')
  const routes = lab?.routes.map((route) => ({ ...route, password: 'changed by hand' }))
  await change('PUT', `/channels/${lab?._id}`, { routes })
  const answer = await post('apply', { plan: made })
  assert.deepEqual([answer.status, answer.body.reason], [409, 'configuration-moved'])
  assert.equal((await post('apply', { plan: await plan(documents) })).status, 200)
})

onBothEngines('a plan is applied as a whole or not at all, and what others depend on stays', async (database) => {
  const { documents, plan, post, stores } = await fullServer(database)
  const before = (await stores.configurationFiles.export()).world
  const withoutGroup = { ...documents, 'contact-groups': [], roles: [...(documents.roles ?? []), { name: 'night' }] }
  const answer = await post('apply', { plan: await plan(withoutGroup) })
  assert.equal(answer.status, 409)
  assert.match(answer.body.detail, /contact-groups "On call": .* is in use\. It is named by 1: "lab"/)
  const [cause] = answer.body.issues
  assert.deepEqual([cause.reason, cause.parameters.users], ['undo-in-use', '"lab"'])
  for (const [kind, field, name, reason] of [
    ['certificates', 'purpose', 'trusted', /is in use/],
    ['roles', 'name', 'labs', /"labs" (is in use|does not exist)/],
    ['clients', 'clientID', 'clinic', /"clinic" is in use\. It is named by 1: "lab"/],
    ['user-roles', 'name', 'admin', /admin/],
  ] as const) {
    const removed = changeDocument(documents, kind, isNamed(field, name), () => undefined)
    const refused = await post('apply', { plan: await plan(removed) })
    assert.equal(refused.status, 409, `${kind} ${name}`)
    assert.match(refused.body.detail, reason)
  }
  assert.equal((await stores.configurationFiles.export()).world, before)
})

onBothEngines('each object that a plan changes has one entry in the history and in the audit log', async (database) => {
  const { documents, plan, post, history, admin } = await fullServer(database)
  const more = { roles: [...(documents.roles ?? []), { name: 'night' }], apps: [] }
  assert.equal((await post('apply', { plan: await plan(more) })).status, 200)
  const entries = await history('?limit=2')
  const brief = entries.map(({ action, object, name, by }: Record<string, unknown>) => [
    action,
    object,
    name,
    Boolean(by),
  ])
  assert.deepEqual(brief.toSorted(), [
    ['created', 'role', 'night', true],
    ['removed', 'app', 'Portal', true],
  ])
  const audits = (await admin('GET', '/audits?filterRepresentation=full&filterLimit=20&filterPage=0')).text
  assert.match(audits, /"participantObjectID":"roles\//)
  assert.match(audits, /"participantObjectID":"apps\//)
})

onBothEngines(
  'the drift is what was changed since a plan was applied, of the kinds that it decides about',
  async (database) => {
    const { documents, plan, post, change, stores, admin, addUser } = await fullServer(database)
    const drift = async () => (await admin('GET', '/configuration/drift')).body
    assert.deepEqual(await drift(), { changes: [] })
    const { channels = [], roles = [] } = documents
    const wanted = { channels, roles: [...roles, { name: 'night' }] }
    assert.equal((await post('apply', { plan: await plan(wanted) })).status, 200)
    const { applied, changes } = await drift()
    assert.deepEqual([applied.covers, changes], [['channels', 'roles'], []])
    assert.match(applied.by, /@/)

    const lab = (await stores.channels.list()).find(({ name }) => name === 'lab')
    const routes = lab?.routes.map((route) => ({ ...route, password: 'changed by hand' }))
    await change('PUT', `/channels/${lab?._id}`, { routes, priority: 7 })
    await change('POST', '/channels', newChannel('new'))
    await addUser('somebody@example.org', {})
    const found = await drift()
    assert.deepEqual(
      found.changes.map(({ action, kind, name, differences }: Change) => ({ action, kind, name, differences })),
      [
        {
          action: 'change',
          kind: 'channels',
          name: 'lab',
          differences: [
            { op: 'replace', path: '/routes/0/password', from: '(secret)', value: '(another secret)' },
            { op: 'add', path: '/priority', value: 7 },
          ],
        },
        { action: 'create', kind: 'channels', name: 'new', differences: [] },
      ],
    )
    assert.equal(found.applied.at, applied.at)
    const stored = await database.kysely
      .withTables<{ applied_configuration: { content: string } }>()
      .selectFrom('applied_configuration')
      .select('content')
      .execute()
    assert.doesNotMatch(JSON.stringify(stored), /route secret|changed by hand/)
  },
)

onBothEngines('documents obey the rules of the API', async (database) => {
  const { documents, post } = await fullServer(database)
  const refusal = async (kind: keyof ConfigurationDocuments, document: object) => {
    const all = { ...documents, [kind]: [...(documents[kind] ?? []), document] }
    const { status, body } = await post('plan', { format: 1, documents: all })
    return `${status} ${body.detail}`
  }
  const channel = newChannel('new')
  assert.match(
    await refusal('channels', { ...channel, urlPatern: 'x' }),
    /^400 channels "new": urlPatern: is not a known field/,
  )
  assert.match(await refusal('channels', channel), /^400 channels "new": .*plain text/)
  assert.match(await refusal('channels', { ...channel, routes: [] }), /^400 channels "new": routes: .*primary/)
  const client = { clientID: 'new', name: 'n', roles: ['labs'] }
  const withVerifier = (verifier: string) => ({ ...client, credentials: [{ kind: 'basic', verifier }] })
  assert.match(await refusal('clients', withVerifier('secret')), /^400 clients "new": .*neither a verifier/)
  assert.match(await refusal('clients', withVerifier(toReference('NEW'))), /^400 clients "new": .*env:NEW has no value/)
  const costly = `$argon2id$v=19$m=9999999,t=99,p=1$${'a'.repeat(16)}$${'b'.repeat(43)}`
  assert.match(await refusal('clients', withVerifier(costly)), /^400 clients "new": .*neither a verifier/)
  const token = { kind: 'token', verifier: `${'0'.repeat(16)}:${'a'.repeat(64)}` }
  assert.match(await refusal('clients', { ...client, credentials: [token] }), /another installation key/)
  assert.match(await refusal('roles', { name: 'labs' }), /^409 Two documents of roles are about "/)
})

onBothEngines(
  'only a caller with every permission may see or change the configuration as documents',
  async (database) => {
    const { addUser } = await fullServer(database)
    const { 'visualizer-manage': _, ...others } = defaultUserRoles.admin
    const nearlyAll = await addUser('most@example.org', { ...others, 'visualizer-view': false })
    const few = await addUser('few@example.org', { 'import-export': true })
    for (const call of [nearlyAll, few]) {
      assert.equal((await call('GET', '/configuration')).status, 403)
      assert.equal((await call('POST', '/configuration/plan', { format: 1, documents: {} })).status, 403)
      assert.equal((await call('GET', '/configuration/drift')).status, 403)
      const plan = { format: 1, world: '', changes: [] }
      assert.equal((await call('POST', '/configuration/apply', { plan })).status, 403)
    }
  },
)

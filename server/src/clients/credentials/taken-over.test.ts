import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrations } from '../../../migrations/index.ts'
import { openDatabase } from '../../platform/database/database.ts'
import { migrate } from '../../platform/database/migrate.ts'
import { configurationApi } from '../../testing/configuration.ts'
import { newDatabaseUrl } from '../../testing/stores.ts'

type Former = {
  id: string
  client_id: string
  definition: string
  password_hash: string | null
  token_digest: string | null
}

const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0021'))
const print = Array(20).fill('AB').join(':')

for (const engine of ['sqlite', 'postgres'] as const)
  test(`the credentials that clients have become rows of their own (${engine})`, async (context) => {
    const database = openDatabase(await newDatabaseUrl(engine, (work) => context.after(work)))
    context.after(() => database.close())
    await migrate(database, before)
    const former = (n: number, over: Partial<Former>, definition: object = {}): Former => ({
      id: String(n).padStart(24, '0'),
      client_id: `client-${n}`,
      definition: JSON.stringify({ name: `Client ${n}`, roles: ['nurse'], ...definition }),
      password_hash: null,
      token_digest: null,
      ...over,
    })
    const rows = [
      former(1, { password_hash: '$argon2id$hash', token_digest: 'digest-1' }, { certFingerprint: print }),
      former(2, { token_digest: 'digest-2' }),
      former(3, {}, { clientDomain: 'three.example.org' }),
    ]
    await database.kysely.withTables<{ clients: Former }>().insertInto('clients').values(rows).execute()
    await migrate(database, migrations)

    const api = configurationApi(database)
    const { body: clients } = await api.get('/clients')
    assert.deepEqual(
      clients.map(({ _id, roles, status, ...client }: Record<string, unknown>) => client),
      [
        {
          clientID: 'client-1',
          name: 'Client 1',
          certFingerprint: print,
          customTokenSet: true,
          passwordSet: true,
          passwordHash: '**********',
        },
        { clientID: 'client-2', name: 'Client 2', customTokenSet: true, passwordSet: false },
        {
          clientID: 'client-3',
          name: 'Client 3',
          clientDomain: 'three.example.org',
          customTokenSet: false,
          passwordSet: false,
        },
      ],
    )
    const held = (await api.clients.identities()).flatMap(({ clientID, credentials }) =>
      credentials.map(({ kind, secret }) => [clientID, kind, secret]),
    )
    assert.deepEqual(held.sort(), [
      ['client-1', 'basic', '$argon2id$hash'],
      ['client-1', 'certificate', print],
      ['client-1', 'token', 'digest-1'],
      ['client-2', 'token', 'digest-2'],
    ])
    assert.equal((await api.post('/clients', { clientID: 'client-2', name: 'x', roles: ['y'] })).status, 400)
  })

// A console over ten thousand clients, for tests and for the bench.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Console, startConsole } from './console.ts'

export const many = { clients: 10_000, roles: 300, channels: 100 }

/** Starts a console whose store holds many clients, roles and channels, and three transactions. */
export async function startLargeConsole(): Promise<Console> {
  const console = await startConsole()
  const { program, upstream } = console
  await program.makeChannel({ name: 'lab', allow: ['role-0'] }, upstream.port)
  await program.makeClient({ clientID: 'clinic', roles: ['role-0'], customTokenID: 'clinic-token' })
  for (let i = 0; i < 3; i++) await fetch(`${program.http}/lab`, { headers: { authorization: 'Custom clinic-token' } })
  fill(join(program.folder, 'mediary.db'))
  return console
}

/** Copies of the one client and the one channel, straight into the store: through the API this would take minutes. */
function fill(file: string) {
  const store = new DatabaseSync(file)
  const readDefinition = (table: string) =>
    JSON.parse(String(store.prepare(`select definition from ${table}`).get()?.definition))
  const [client, channel] = [readDefinition('clients'), readDefinition('channels')]
  const id = (kind: string, n: number) => `${kind}${n.toString(16).padStart(23, '0')}`
  const role = (n: number) => `role-${n % many.roles}`
  store.exec('begin immediate')
  const addClient = store.prepare('insert into clients (id, client_id, definition) values (?, ?, ?)')
  for (let n = 0; n < many.clients; n++) {
    const definition = {
      ...client,
      name: `Clinic ${n}`,
      organization: `District ${n % 50}`,
      roles: [role(n), role(n * 7)],
    }
    addClient.run(id('a', n), `clinic-${n}`, JSON.stringify({ ...definition, roles: [...new Set(definition.roles)] }))
  }
  const addRole = store.prepare('insert into roles (id, name) values (?, ?) on conflict do nothing')
  for (let n = 0; n < many.roles; n++) addRole.run(id('b', n), role(n))
  const addChannel = store.prepare('insert into channels (id, name, definition) values (?, ?, ?)')
  for (let n = 1; n < many.channels; n++) {
    const allow = Array.from({ length: many.roles / 3 }, (_, i) => role(i * 3 + (n % 3)))
    addChannel.run(id('c', n), `channel-${n}`, JSON.stringify({ ...channel, name: `channel-${n}`, allow }))
  }
  store.exec('commit')
  store.close()
}

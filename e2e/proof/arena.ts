import { join } from 'node:path'
import { startProgram } from '../program.ts'
import { until } from '../until.ts'
import { check, type Expected } from './check.ts'
import { type Clients, startClients } from './clients.ts'
import { startNumberedUpstream } from './numbered-upstream.ts'
import { storeHistory, underWay } from './store-history.ts'

type Options = {
  seed: number
  connections: number
  workers: number
  databaseUrl?: string | undefined
  folder?: string
  env?: Record<string, string>
  cuts?: number
}

export type Arena = Awaited<ReturnType<typeof arena>>

/** The program between numbered clients and upstreams; what each of them remembers can be compared at any moment. */
export async function arena({ seed, connections, workers, databaseUrl, folder, env, cuts }: Options) {
  const upstreams = {
    primary: await startNumberedUpstream({ seed, cuts }),
    secondary: await startNumberedUpstream({ seed: seed + 1 }),
  }
  const program = await startProgram({
    workers,
    ...(databaseUrl && { databaseUrl }),
    ...(folder && { folder }),
    ...(env && { env }),
  })
  const url = databaseUrl ?? join(program.folder, 'mediary.db')
  const route = (name: string, port: number, primary: boolean) => ({ name, host: '127.0.0.1', port, primary })
  const first = route('first', upstreams.primary.port, true)
  await program.makeChannel({ name: 'lab', routes: [first] }, 0)
  await program.makeChannel({ name: 'both', routes: [first, route('second', upstreams.secondary.port, false)] }, 0)
  await program.makeClient({ clientID: 'clinic-1', customTokenID: 'token-of-clinic' })
  const state = { clients: undefined as Clients | undefined, next: 1, after: '' }
  const clients = () => {
    if (!state.clients) throw new Error('the clients have not been started')
    return state.clients
  }

  return {
    program,
    url,
    upstreams,
    clients,
    startClients() {
      const { http, https } = program.ports
      const authorization = 'Custom token-of-clinic'
      state.clients = startClients({ http, https, authorization, connections, seed, first: state.next })
    },
    /** Stops the clients, waits until nothing is under way, and compares all three histories. The next round is a new one. */
    async compare(expected: Expected) {
      const { sent, stop, next } = clients()
      await stop()
      // A worker that died is known to be dead after 30 seconds at the latest, once a control process serves again.
      await until('nothing is left under way', async () => (await underWay(url)) === 0, 180_000)
      const kept = await storeHistory(url, state.after)
      const take = (name: keyof typeof upstreams) => upstreams[name].reached.splice(0)
      const faults = check({ sent, kept, primary: take('primary'), secondary: take('secondary') }, expected)
      Object.assign(state, { next: next(), after: kept.at(-1)?.id ?? state.after })
      return {
        faults,
        requests: sent.length,
        answered: sent.filter(({ answered }) => answered).length,
        records: kept.length,
        ids: kept.map(({ id }) => id),
      }
    },
    async end() {
      await state.clients?.stop()
      await program.end()
      await Promise.all(Object.values(upstreams).map(({ stop }) => stop()))
    },
  }
}

import { mechanisms as every, type Mechanism } from '@mediary/contract/system'
import { type ChannelStore, type CompiledChannel, compareByPriority, compileChannel } from '../channels/index.ts'
import { type ClientStore, listReadyMechanisms } from '../clients/index.ts'
import type { Rules } from './judge.ts'

type Deps = {
  channels: Pick<ChannelStore, 'list'>
  clients: Pick<ClientStore, 'list'>
  mechanisms: () => Promise<readonly Mechanism[]>
}

/** Loads the configuration by which the gateway decides. */
export async function loadRules({ channels, clients, mechanisms }: Deps): Promise<Rules> {
  const enabled = await mechanisms()
  const all = await clients.list()
  const domains = Map.groupBy(all, ({ clientDomain }) => clientDomain?.toLowerCase())
  return {
    channels: (await channels.list()).flatMap(compile).sort(compareByPriority),
    clients: new Map(
      all.map((client) => {
        const ready = listReadyMechanisms(client, (domains.get(client.clientDomain?.toLowerCase())?.length ?? 0) > 1)
        const usable = every.filter((mechanism) => enabled.includes(mechanism) && ready[mechanism])
        const { _id, clientID, roles, status } = client
        return [_id, { clientID, roles, isDisabled: status === 'disabled', mechanisms: usable }]
      }),
    ),
  }
}

/** One that the gateway cannot serve takes nothing. */
function compile(channel: Parameters<typeof compileChannel>[0]): CompiledChannel[] {
  if (channel.status === 'deleted') return []
  try {
    return [compileChannel(channel)]
  } catch {
    return []
  }
}

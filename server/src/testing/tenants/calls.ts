// The calls of every endpoint of the contract, with the names and ids of two organisations.
import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import type { World } from './organisations.ts'

export const endpoints = Object.entries(api).flatMap(([concept, all]) =>
  Object.entries<Endpoint>(all).map(([name, endpoint]) => ({ name: `${concept}.${name}`, endpoint })),
)

/** Lists the paths of an endpoint with the parameters of both organisations. */
export function listPaths({ path }: Endpoint, { ours, theirs, entry }: World) {
  const both = (pick: (one: typeof ours) => string) => [pick(ours), pick(theirs)]
  const values: Record<string, string[]> = {
    id: [
      ...both((one) => one.clientId),
      ...both((one) => one.channelId),
      ...both((one) => one.appId),
      ...both((one) => one.transactionId),
    ],
    name: ['role-ours', 'role-theirs', 'user-theirs@example.org', 'admin'],
    urn: both((one) => one.urn),
    credential: both((one) => one.token._id),
    email: ['user-theirs@example.org', 'ada@example.org'],
    entry: [entry._id],
    mechanism: ['basic-auth'],
  }
  const expand = (paths: string[], name: string): string[] =>
    paths.flatMap((one) =>
      (values[name] ?? ['0'.repeat(24)]).map((value) => one.replace(`:${name}`, encodeURIComponent(value))),
    )
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  return names.reduce(expand, [path])
}

/** Lists what a caller could try to name in a body, its own first. */
export const listTexts = ({ ours, theirs }: World) => [
  'role-ours',
  'role-theirs',
  theirs.clientId,
  theirs.channelId,
  theirs.transactionId,
  'client-theirs',
  'channel-theirs',
  theirs.urn,
  'theirs.example',
  'user-theirs@example.org',
  'admin',
  '^/theirs/',
  '.*',
  '/theirs/x',
  '?q=theirs',
  'https://theirs.example/',
  theirs.token.secret,
  ours.channelId,
  'GET',
  '2099-01-01T00:00:00Z',
]

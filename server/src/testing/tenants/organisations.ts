// Two organisations in one installation, and callers who may each do one thing with what belongs to the first.
import { type PermissionList, permissionLists } from '@mediary/contract/permission'
import { issueFollower } from '../../issues/index.ts'
import { claims } from '../../platform/database/claims.ts'
import { openDatabase } from '../../platform/database/database.ts'
import { idGenerator } from '../../platform/ids.ts'
import { logTo } from '../../platform/log.ts'
import { historyApi, newChannel } from '../history-api.ts'

/** Stands in every description and body of the other organisation, and in nothing that is sent here. */
export const marker = 'only-theirs-f3a9'

/** Comes first: who holds every permission reads whatever the others can read. */
export const allOfThem = 'all of them'

export type World = Awaited<ReturnType<typeof buildTenants>>
export type Answer = { status: number; text: string; body: { reason?: string } }
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export type Caller = (method: Method, url: string, payload?: object) => Promise<Answer>
type Api = Awaited<ReturnType<typeof historyApi>>

const newId = idGenerator('00000f')

/** Adds an organisation, and returns the names and ids of what belongs to it. */
async function addOrganisation({ change, admin, addUser, findClient, stores }: Api, name: string) {
  const description = name === 'theirs' ? marker : 'ours'
  const client = {
    clientID: `client-${name}`,
    name: 'Clinic',
    roles: [`role-${name}`],
    clientDomain: `${name}.example`,
  }
  await change('POST', '/clients', { ...client, password: `password of ${name}`, description })
  const clientId = await findClient(client.clientID)
  const token = await change('POST', `/clients/${clientId}/credentials`, { kind: 'token', name: description })
  const channel = {
    ...newChannel(`channel-${name}`, [`role-${name}`]),
    urlPattern: `^/${name}/`,
    priority: 5,
    description,
  }
  await change('POST', '/channels', channel)
  const find = async (url: string, field: string, value: string): Promise<string> =>
    (await admin('GET', url)).body.find((one: Record<string, unknown>) => one[field] === value)._id
  const channelId = await find('/channels', 'name', channel.name)
  const urn = `urn:mediator-${name}`
  const mediator = {
    urn,
    version: '1.0.0',
    name: `mediator-${name}`,
    description,
    endpoints: [{ name: 'to', host: 'mediator.example', port: 8080, primary: true, type: 'http' }],
    configDefs: [{ param: 'note', displayName: 'Note', type: 'string' }],
    config: { note: description },
  }
  await change('POST', '/mediators', mediator)
  const mediatorId = await find('/mediators', 'urn', urn)
  await change('POST', '/apps', {
    name: `app-${name}`,
    type: 'external',
    url: 'https://app.example/',
    showInPortal: false,
    description,
  })
  const appId = await find('/apps', 'name', `app-${name}`)
  const owned: Record<string, string[]> = {
    channel: [channelId],
    transaction: [channelId],
    client: [clientId],
    'client-role': [`role-${name}`],
    mediator: [urn],
    app: [appId],
  }
  const user = await addUser(`user-${name}@example.org`, listOwned(owned))
  await user('POST', '/saved-views', { name: description, list: 'transactions', query: '', shared: false })
  const request = { path: `/${name}/x`, method: 'GET', body: description, timestamp: Date.now() }
  const transaction = { channelID: channelId, clientID: clientId, status: 'Failed', request }
  await change('POST', '/transactions', transaction)
  const transactionId = (await admin('GET', `/transactions?filters=${JSON.stringify({ channelID: channelId })}`))
    .body[0]._id
  for (const [object, id] of [
    ['client', clientId],
    ['channel', channelId],
    ['transaction', transactionId],
  ])
    await change('POST', '/notes', { object, id, text: description })
  await change('POST', '/tasks', { tids: [transactionId], batchSize: 1, paused: true })
  const about = { clientIp: '192.0.2.1', client: client.clientID, channel: channel.name }
  await stores.refusals.add([
    {
      ...about,
      id: newId(),
      at: Date.now(),
      stage: 'authorise',
      status: 403,
      code: 'not-allowed',
      reason: description,
    },
  ])
  return { name, clientId, channelId, appId, urn, mediatorId, transactionId, token, client, channel, owned, user }
}

/** Returns every list of permissions with what belongs to an organisation. */
const listOwned = (owned: Record<string, string[]>) =>
  Object.fromEntries(permissionLists.map((list) => [list, findOwned(owned, list)]))

const findOwned = (owned: Record<string, string[]>, list: PermissionList) =>
  Object.entries(owned).find(([kind]) => new RegExp(`^${kind}-(view|manage|rerun)`).test(list))?.[1] ?? []

/** Adds the issues of all failures so far. */
async function findIssues({ database, stores }: Api) {
  const log = logTo('silent', 'test')
  const now = () => Date.now() + 60_000
  const follower = issueFollower(database, { channels: stores.channels, claims: claims(database, 'test'), now, log })
  await follower.run()
  await follower.stop()
}

export async function buildTenants() {
  const whole = await historyApi(openDatabase(':memory:'))
  const ours = await addOrganisation(whole, 'ours')
  const theirs = await addOrganisation(whole, 'theirs')
  await findIssues(whole)
  const [entry] = await whole.history('?object=client')
  const callers: [string, Caller][] = [[allOfThem, await whole.addUser('all@example.org', listOwned(ours.owned))]]
  for (const list of permissionLists)
    callers.push([list, await whole.addUser(`${list}@example.org`, { [list]: findOwned(ours.owned, list) })])
  return { ...whole, ours, theirs, callers, entry }
}

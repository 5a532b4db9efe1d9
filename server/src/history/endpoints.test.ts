import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import type { HistoryEntry } from '@mediary/contract/operations/history'
import { changingCalls } from '../testing/endpoints/changing-calls.ts'
import { makeObjects } from '../testing/endpoints/objects.ts'
import { onBothEngines } from '../testing/stores.ts'

/** The endpoints with a method of a change that leave no entry, and why. */
const leaveNoEntry: Record<string, string> = {
  'preferences.save': 'how a person reads the console is no configuration',
  'secondFactor.begin': 'second factors are no configuration',
  'secondFactor.confirm': 'second factors are no configuration',
  'secondFactor.renewRecoveryCodes': 'second factors are no configuration',
  'secondFactor.remove': 'second factors are no configuration',
  'secondFactor.removeOther': 'second factors are no configuration',
  'viewAs.start': 'it only decides what a session shows',
  'viewAs.end': 'it only decides what a session shows',
  'ownSessions.end': 'a session is no configuration',
  'ownSessions.endOthers': 'a session is no configuration',
  'sessions.signIn': 'a session is no configuration',
  'sessions.setup': 'it works in a store without users: the test below has the entry of the first one',
  'clients.newToken': 'the server does not store the token',
  'credentials.leaked': 'it only searches',
  'channelChecks.pattern': 'it only checks',
  'channelChecks.searchKey': 'it only checks',
  'channelChecks.connection': 'it only checks',
  'channelChecks.route': 'it only checks',
  'polling.trigger': 'a run of a channel is a transaction',
  'tryIt.tryIt': 'it only simulates',
  'mediators.heartbeat': 'a sign of life is no configuration',
  'metadata.validate': 'it only checks',
  'configuration.plan': 'it only compares',
  'shadow.compare': 'it only compares',
  'mediatorUpdates.create': 'transactions are the record',
  'mediatorUpdates.change': 'transactions are the record',
  'mediatorUpdates.remove': 'transactions are the record',
  'audits.create': 'an audit is the record',
  'retention.run': 'it deletes from the record',
  'retention.destroyKey': 'it makes recorded bodies unreadable',
  'legalHolds.place': 'holds are never changed: their list is their history',
  'legalHolds.release': 'holds are never changed: their list is their history',
  'keystore.restart': 'it changes no configuration',
  'userRoles.preview': 'it only computes',
  'users.passwordLink': 'the link is a key to a later change, which leaves an entry',
  'issues.update': 'issues are made from the record',
  'tasks.create': 'reruns are transactions',
  'tasks.update': 'reruns are transactions',
  'tasks.remove': 'reruns are transactions',
  'tasks.preview': 'it only counts',
  'tasks.bulk': 'reruns are transactions',
  'tasks.rerunOne': 'reruns are transactions',
  'acknowledgement.acknowledge': 'a notice is no configuration',
  'acknowledgement.acknowledgeByLink': 'a notice is no configuration',
  'notices.replay': 'a notice is no configuration',
  'notices.test': 'a notice is no configuration',
  'history.undo': 'undo.test.ts: its entry names the one that it undid',
}

const endpoints = Object.entries(api).flatMap(([concept, all]) =>
  Object.entries<Endpoint>(all).map(([name, endpoint]) => ({ name: `${concept}.${name}`, endpoint })),
)
const writing = endpoints.filter(({ endpoint }) => endpoint.method !== 'GET')

test('every endpoint that can change something is called here, or stands in the list with its reason', () => {
  const known = [...Object.keys(changingCalls), ...Object.keys(leaveNoEntry)]
  assert.deepEqual(known.toSorted(), writing.map(({ name }) => name).toSorted())
})

onBothEngines(
  'every endpoint that changes the configuration leaves exactly one change in the history, and one entry in the audit log',
  async (database) => {
    const objects = await makeObjects(database)
    const call = (method: Endpoint['method'], url: string, body?: object | string) =>
      typeof body === 'string' ? objects.sendCsv(url, body) : objects.admin(method, url, body)
    const listAudits = () => objects.stores.audits.list({ limit: 10, page: 0, filters: {} })
    for (const { name, endpoint } of writing) {
      const changing = changingCalls[name]
      if (!changing) continue
      const { url, body } = await changing.prepare(objects)
      const [before] = await objects.history('?limit=1')
      const known = new Set((await listAudits()).map(({ _id }) => _id))
      const { status, text } = await call(endpoint.method, url, body)
      assert.ok(status < 300, `${name}: ${status} ${text}`)
      const entries: HistoryEntry[] = await objects.history('?limit=100')
      const made = entries.filter(({ _id }) => !before || _id > before._id)
      const ofObject = made.filter(({ object }) => object === changing.object)
      assert.equal(ofObject.length, 1, `${name}: ${JSON.stringify(made)}`)
      assert.equal(made[0]?.together.length, made.length - 1, `${name}: what it changed was changed together`)
      const audits = (await listAudits()).filter(({ _id }) => !known.has(_id))
      // The call that applies a configuration also names each object that it changed: see decision 0028.
      const expected = name === 'configuration.apply' ? 1 + made.length : 1
      assert.equal(audits.length, expected, `${name}: ${JSON.stringify(audits)}`)
      for (const audit of audits) assert.equal(audit.eventIdentification.eventOutcomeIndicator, '0', name)
    }
    const users: HistoryEntry[] = await objects.history('?object=user&limit=100')
    assert.deepEqual([users.at(-1)?.action, users.at(-1)?.after?.email], ['created', 'ada@example.org'])
  },
)

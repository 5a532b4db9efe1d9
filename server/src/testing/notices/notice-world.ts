// An installation with planted values everywhere, in which a test makes notices of every kind happen.
import assert from 'node:assert/strict'
import type { NoticeKind } from '@mediary/contract/operations/notices'
import {
  alertFollower,
  conditionWatcher,
  diskSource,
  expiryWatcher,
  issueWatcher,
  outageWatcher,
  silenceWatcher,
  type WatchedRoute,
} from '../../alerts/index.ts'
import { backupRecord } from '../../backup/index.ts'
import { issueFollower, issueStore } from '../../issues/index.ts'
import { toDay } from '../../metrics/index.ts'
import { nodeStore } from '../../nodes/index.ts'
import { noticeSender } from '../../notices/index.ts'
import { changeLog } from '../../platform/database/changes.ts'
import { claims } from '../../platform/database/claims.ts'
import type { Database } from '../../platform/database/database.ts'
import { idGenerator } from '../../platform/ids.ts'
import { logTo } from '../../platform/log.ts'
import { listExpiring } from '../../processes/certificates/list-expiring.ts'
import { listConditionSources } from '../../processes/control/conditions.ts'
import { reporter } from '../../reports/index.ts'
import { gateway, hourLength, silenceStore, toHour } from '../../silence/index.ts'
import { recorder } from '../../transactions/index.ts'
import { startMailServer } from '../mail-server.ts'
import { basic } from '../management.ts'
import { begun, outcome } from '../transactions.ts'
import { startWebhookReceiver } from '../webhook-receiver.ts'
import { wholeApi } from '../whole-api.ts'
import { decodeMail, planted } from './planted.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const ada = 'ada@example.org'
/** Gets digests. */
const grace = 'grace@example.org'
export const newUser = 'joan@example.org'
/** Notices may name a channel: what searches them must find it. */
export const channelName = 'Laboratory'
const clientName = 'Clinic'
const log = logTo('warn', 'test')
const methods = ['email', 'sms', 'webhook'] as const
const encode = (text: string) => new TextEncoder().encode(text)

type Method = 'GET' | 'POST' | 'PUT'
type Api = Awaited<ReturnType<typeof wholeApi>>
type StoredNotice = {
  kind: NoticeKind
  state: string
  subject: string
  content: string | null
  key: string
  error: string | null
}
export type NoticeWorld = Awaited<ReturnType<typeof startNoticeWorld>>

const buildCall =
  ({ app }: Api) =>
  async (method: Method, url: string, payload?: object, user: string | undefined = ada) => {
    const headers = user === '' ? {} : basic(user, user === ada ? 'correct horse battery' : planted.userPassword)
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    assert.ok(answer.statusCode < 300, `${method} ${url} ${answer.body}`)
    return /^[[{]/.test(answer.body) ? answer.json() : answer.body
  }

/** Sets up mail, SMS and webhook with planted secrets, and who gets what. */
async function configure(call: ReturnType<typeof buildCall>) {
  const mail = await startMailServer({ password: planted.mailPassword })
  const [webhook, sms] = [await startWebhookReceiver(), await startWebhookReceiver()]
  const user = { firstname: 'G', surname: 'H', groups: [], password: planted.userPassword }
  await call('PUT', `/users/${ada}`, { msisdn: '254700000001', dailyReport: true })
  await call('POST', '/users', { ...user, email: grace, notices: { digest: 'hour' } })
  const users = [...methods.map((method) => ({ user: ada, method })), { user: grace, method: 'email' }]
  await call('POST', '/groups', { group: 'Operators', users })
  const [{ _id: group }] = await call('GET', '/groups')
  await call('PUT', '/notice-settings', {
    groups: [group],
    consoleUrl: 'https://mediary.example.org/console',
    maxBackupHours: 24,
    mail: mail.settings,
    webhook: {
      url: `${webhook.url}&${planted.webhookKey}`,
      secret: `whsec_${Buffer.from(planted.webhookKey.repeat(2).slice(0, 32)).toString('base64')}`,
    },
    sms: {
      url: sms.url,
      contentType: 'application/json',
      template: '{"to":"{phone}","body":"{text}"}',
      authorization: `Bearer ${planted.smsAuthorization}`,
    },
  })
  const routes = [
    { name: 'lab', host: 'lab.example.org', port: 8080, primary: true, password: planted.token, username: 'u' },
  ]
  const alerts = [{ condition: 'status', status: '5xx', groups: [group] }]
  await call('POST', '/channels', {
    ...{ name: channelName, urlPattern: '^/lab', methods: ['POST'], allow: ['nurse'], routes, alerts },
    ...{ requestBody: true, responseBody: true },
  })
  const [{ _id: channel }] = await call('GET', '/channels')
  await call('POST', '/clients', {
    ...{ clientID: 'clinic', name: clientName, roles: ['nurse'], password: planted.clientPassword },
  })
  const [{ _id: client }] = await call('GET', '/clients')
  return { mail, webhook, sms, channel: String(channel), client: String(client) }
}

/** Starts the installation. Its clock moves only when a test moves it. */
export async function startNoticeWorld(database: Database) {
  const api = await wholeApi({}, database)
  const call = buildCall(api)
  const { mail, webhook, sms, channel, client } = await configure(call)
  const clock = { offset: 0 }
  const now = () => Date.now() + clock.offset
  const state = { disk: 0.5, route: 'up' as WatchedRoute['state'], since: now() }
  const run = openWork(database, api, { now, state })
  await run('alerts')
  const fail = buildFailure(database, { channel, client, now })
  const pass = async (milliseconds: number, work: Parameters<typeof run>[0]) => {
    clock.offset += milliseconds
    await run(work)
  }
  const deliver = async () => {
    await run('sender')
    await pass(minute, 'conditions')
    await pass(2 * hour, 'sender')
    await run('sender')
  }
  return {
    ...{ call, database, clock, now, run },
    look: (milliseconds: number) => pass(milliseconds, 'conditions'),
    deliver,

    /** Fails each five minutes. */
    async failAndFollow(times: number) {
      for (let i = 0; i < times; i++) {
        await fail()
        await pass(5 * minute, 'alerts')
      }
    },
    waitAndFollow: (milliseconds: number) => pass(milliseconds, 'alerts'),

    async setUpstream(route: WatchedRoute['state']) {
      Object.assign(state, { route, since: now() })
      await pass(2 * minute, 'outages')
    },
    async setDisk(free: number) {
      state.disk = free
      await pass(minute, 'conditions')
    },
    async backUp() {
      await backupRecord(database).add({ made: now(), bytes: 1 })
      await pass(minute, 'conditions')
    },
    async findIssues() {
      clock.offset += 5 * minute
      await run('issues')
      await run('newIssues')
    },
    ...silenceSteps({ database, call, client, clock, now, run }),
    ...refusalSteps(api, { client, now, look: (milliseconds) => pass(milliseconds, 'conditions') }),
    ...nodeSteps(database, (milliseconds) => pass(milliseconds, 'conditions')),

    async findExpiring() {
      const validUntil = new Date(now() + 5.5 * day).toISOString()
      const added = await call('POST', `/clients/${client}/credentials`, { kind: 'token', validUntil })
      assert.ok(added)
      await pass(minute, 'expiry')
    },
    async report() {
      clock.offset += (Math.floor(now() / day) + 1) * day + 8 * hour - now()
      await pass(minute, 'reports')
    },
    async makeDigest() {
      await deliver()
      await deliver()
    },
    async askForPassword() {
      await call('POST', '/users', { email: newUser, firstname: 'J', surname: 'K', groups: [] })
    },
    test: () => call('POST', '/notice-settings/test', { method: 'webhook' }),
    listSent: () => listSent({ mails: mail.mails, webhooks: webhook.received, messages: sms.received }),
    openStored: () => openStored(database, api),
  }
}

type Clocked = { now: () => number; state: { disk: number; route: WatchedRoute['state']; since: number } }

/** Starts everything that decides about notices, and what sends them, each for one round: no timer does anything between two steps. */
function openWork(database: Database, { stores, secrets, settings }: Api, { now, state }: Clocked) {
  const shared = { ...stores, settings: stores.noticeSettings, claims: claims(database, 'one'), now, log }
  const [, ...others] = listConditionSources({ database, stores, settings })
  const disk = diskSource('node-a', async () => ({ free: state.disk * 1e12, size: 1e12 }))
  const open = {
    alerts: () =>
      alertFollower(database, {
        ...shared,
        lastChange: changeLog(database, async () => undefined).last,
        findDayStart: stores.metrics.findDayStart,
      }),
    outages: () =>
      outageWatcher({
        ...shared,
        listRoutes: async () => [
          { channel: channelName, address: 'lab.example.org:8080', state: state.route, since: state.since },
        ],
      }),
    conditions: () => conditionWatcher(database, { ...shared, sources: [disk, ...others] }),
    issues: () => issueFollower(database, { ...shared, channels: stores.channels }),
    newIssues: () => issueWatcher(database, { ...shared, issues: issueStore(database) }),
    silence: () => silenceWatcher({ ...shared, silence: silenceStore(database), toLocal: stores.metrics.toLocal }),
    expiry: () => expiryWatcher({ ...shared, listExpiring: (at) => listExpiring(database, stores, at) }),
    reports: () => reporter(shared),
    sender: () => noticeSender({ ...shared, findUser: stores.users.findByEmail, secrets }),
  }
  return async (name: keyof typeof open) => {
    const work = open[name]()
    await work.run()
    await work.stop()
  }
}

type Failing = { channel: string; client: string; now: () => number }

/** Records a failed transaction with planted values in every part. */
function buildFailure(database: Database, { channel, client, now }: Failing) {
  const record = recorder(database)
  const newId = idGenerator('00000b')
  return async () => {
    const at = now()
    const row = begun({
      ...{ id: newId(at), channel, client, requestedAt: at },
      path: `/lab/Patient/${planted.path}`,
      query: `name=${planted.query}`,
      requestHeaders: JSON.stringify(['X-Patient', planted.header]),
      requestBody: encode(planted.body),
    })
    await record.begin(row)
    await record.complete(
      outcome(row.id, {
        ...{ status: 'Failed', responseStatus: 502, respondedAt: at },
        responseHeaders: JSON.stringify(['X-Patient', planted.header]),
        responseBody: encode(planted.answer),
        error: `the upstream said ${planted.upstreamError}`,
      }),
    )
  }
}

type Run = ReturnType<typeof openWork>
type Silent = {
  database: Database
  call: ReturnType<typeof buildCall>
  client: string
  clock: { offset: number }
  now: () => number
  run: Run
}

/** What makes a client silent, and what makes it send again. */
function silenceSteps({ database, call, client, clock, now, run }: Silent) {
  const silence = silenceStore(database)
  return {
    async beSilent() {
      const always = { weekdays: [0, 1, 2, 3, 4, 5, 6], hours: Array.from({ length: 24 }, (_, i) => i) }
      await call('PUT', '/silence-settings', { rhythms: [{ client, ...always, silentAfterHours: 2 }] })
      const first = toHour(now())
      await silence.addHours([{ client, hour: first }])
      await silence.addHours(Array.from({ length: 8 }, (_, i) => ({ client: gateway, hour: first + i })))
      clock.offset += 6 * hourLength
      await run('silence')
    },
    async sendAgain() {
      await silence.addHours([client, gateway].map((one) => ({ client: one, hour: toHour(now()) })))
      clock.offset += hourLength
      await run('silence')
    },
  }
}

type Refusing = { client: string; now: () => number; look: (milliseconds: number) => Promise<void> }

/** What makes a client that succeeded be refused, and what ends it. */
function refusalSteps({ stores }: Api, { client, now, look }: Refusing) {
  const newId = idGenerator('00000e')
  const accept = () => stores.clientRequests.add([{ channel: 'c'.repeat(24), client, day: toDay(now()), requests: 1 }])
  return {
    async refuseClient() {
      await accept()
      await look(minute)
      const refused = Array.from({ length: 6 }, () => ({
        ...{ id: newId(now()), at: now(), clientIp: '10.0.0.1', client: 'clinic' },
        ...({ status: 401, stage: 'identify', code: 'wrong-password', reason: planted.refusal } as const),
        path: `/lab/Patient/${planted.path}`,
      }))
      await stores.refusals.add(refused)
      await look(minute)
      await look(minute)
    },
    async acceptClient() {
      await accept()
      await look(minute)
    },
  }
}

/** What makes a node be gone, and what brings it back. */
function nodeSteps(database: Database, look: (milliseconds: number) => Promise<void>) {
  const nodes = nodeStore(database)
  const join = (id: string) =>
    nodes.seen(id, { name: 'node-b', version: '1', clockDifference: 0, settings: '', checks: [] })
  return {
    async loseNode() {
      await join('first')
      const rows = database.kysely.withTables<{ nodes: { seen: number } }>()
      await rows
        .updateTable('nodes')
        .set({ seen: Date.now() - 10 * minute })
        .execute()
      await look(0)
    },
    async returnNode() {
      await join('second')
      await look(0)
    },
  }
}

type Sent = { kind: string; method: (typeof methods)[number]; recipient: string; text: string }
type Received = { headers: object; body: string }[]

/** Lists everything that left the installation. A mail and an SMS do not tell their kind. */
function listSent({ mails, webhooks, messages }: Outbox): Sent[] {
  return [
    ...mails.map(
      ({ to, source }): Sent => ({ kind: '', method: 'email', recipient: to.join(), text: decodeMail(source) }),
    ),
    ...webhooks.map(({ headers, body }): Sent => {
      const { type, data } = JSON.parse(body)
      const text = JSON.stringify(headers) + body
      return { kind: String(type).replace('notice.', ''), method: 'webhook', recipient: data.recipient, text }
    }),
    // The header Authorization is for the provider.
    ...messages.map(({ headers, body }): Sent => {
      const text = JSON.stringify({ ...headers, authorization: '' }) + body
      return { kind: '', method: 'sms', recipient: ada, text }
    }),
  ]
}
type Outbox = { mails: { to: string[]; source: string }[]; webhooks: Received; messages: Received }

/** Reads the outbox with its opened texts. */
async function openStored(database: Database, { secrets }: Api) {
  const rows = await database.kysely.withTables<{ notices: StoredNotice }>().selectFrom('notices').selectAll().execute()
  return rows.map(({ content, ...row }) => {
    const opened = content === null ? '' : secrets.open(content)
    return { kind: row.kind, state: row.state, opened, text: JSON.stringify(row) + opened }
  })
}

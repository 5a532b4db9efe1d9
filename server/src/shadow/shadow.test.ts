import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { bodyStore, headStore } from '../bodies/index.ts'
import { loadRules } from '../parity/index.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { historyApi } from '../testing/history-api.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun } from '../testing/transactions.ts'
import { recorder } from '../transactions/index.ts'
import { compareMirrored, printShadow, pruneMirrored, readAnswers, shadowLog } from './index.ts'

const routes = [{ name: 'to', host: 'lab.example', port: 8080, primary: true }]
const lab = { name: 'Lab', urlPattern: '^/lab', methods: ['GET'], allow: ['nurse'], routes }

/** Two channels and two clients, the transactions of an OpenHIM, and what was decided about their copies. */
async function prepare(database: Database) {
  const api = await historyApi(database)
  const { stores } = api
  const channel = async (name: string) => {
    await api.change('POST', '/channels', { ...lab, name })
    const { body } = await api.admin('GET', '/channels')
    return String(body.find((one: { name: string }) => one.name === name)._id)
  }
  const client = async (clientID: string) => {
    await api.change('POST', '/clients', { clientID, name: clientID, roles: ['nurse'], password: 'secret of it' })
    return api.findClient(clientID)
  }
  const newId = idGenerator('00000b')
  const shadow = shadowLog(database, newId)
  const record = recorder(database)
  const accept = async (requestId: string | undefined, channelId: string, clientId: string | null) => {
    const requestHeaders = JSON.stringify(requestId === undefined ? [] : ['X-Request-ID', requestId])
    const row = begun({ id: newId(), channel: channelId, client: clientId, requestHeaders })
    await record.begin(row, shadow.buildAccepted({ ...row, headers: row.requestHeaders }))
  }
  const refuse = (requestId: string, status: number, code: string, stage: string) =>
    shadow.addRefused({ status, code, stage, channel: undefined, client: 'clinic' }, requestId)
  const openhim = (requestId: string, channelID: string, clientID: string) =>
    api.change('POST', '/transactions', {
      channelID,
      clientID,
      clientIP: '192.0.2.1',
      status: 'Successful',
      request: {
        method: 'GET',
        path: '/lab/patient-7',
        headers: { authorization: 'Basic secret', 'x-request-id': requestId },
        timestamp: Date.now(),
      },
    })
  const compare = async (answers?: Record<string, { status: number; transaction?: string }>) => {
    const rules = await loadRules({ ...stores, mechanisms: () => stores.mechanisms.enabled() })
    return compareMirrored(
      { database, heads: headStore(database), rules, bodies: bodyStore(database) },
      {
        since: Date.now() - 1_000_000,
        readAnswers: answers && (async (isWanted) => new Map(Object.entries(answers).filter(([id]) => isWanted(id)))),
      },
    )
  }
  return { ...api, channel, client, accept, refuse, openhim, compare }
}

onBothEngines('what was decided as in OpenHIM is counted, and each difference has its cause', async (database) => {
  const { channel, client, accept, refuse, openhim, compare } = await prepare(database)
  const [first, second] = [await channel('Lab'), await channel('Pharmacy')]
  const [clinic, ward] = [await client('clinic'), await client('ward')]
  await accept('same', first, clinic)
  await openhim('same', first, clinic)
  await accept('other channel', second, clinic)
  await openhim('other channel', first, clinic)
  await accept('other client', first, ward)
  await openhim('other client', first, clinic)
  await refuse('wrong password', 401, 'wrong-password', 'identify')
  await openhim('wrong password', first, clinic)
  await accept('let in', first, clinic)
  await refuse('refused by both', 403, 'not-allowed', 'authorise')
  await refuse('not found here', 404, 'no-channel', 'match')
  await accept('in part', first, clinic)
  await accept('unknown', first, clinic)
  await accept(undefined, first, clinic)
  for (let i = 0; i < 2; i++) await accept('twice', first, clinic)
  await openhim('without a copy', first, clinic)
  const answers = {
    'let in': { status: 401 },
    'refused by both': { status: 401 },
    'not found here': { status: 401 },
    'in part': { status: 200, transaction: 'f'.repeat(24) },
    'of somebody else': { status: 200 },
  }
  const report = await compare(answers)
  assert.deepEqual(
    report.differences.map(({ kind, cause, client: about }) => `${kind} of ${about}: ${cause}`).toSorted(),
    [
      'channel of clinic: The channel "Pharmacy" took it, and "Lab" in OpenHIM',
      'client of clinic: It is refused here with 401 (wrong-password)',
      'client of clinic: It was sent by client "ward", and by client "clinic" in OpenHIM',
      'outcome of clinic: It is refused here with 404 (no-channel), and by OpenHIM with 401',
      'outcome of clinic: OpenHIM refused it with 401, and it is let through here',
    ],
  )
  const { requests, same, different, undecided, unanswered, unnamed, ambiguous, unmirrored } = report
  assert.deepEqual(
    { requests, same, different, undecided, unanswered, unnamed, ambiguous, unmirrored },
    { requests: 12, same: 2, different: 5, undecided: 1, unanswered: 1, unnamed: 1, ambiguous: 1, unmirrored: 1 },
  )
  const text = printShadow(report)
  assert.match(text, /^12 mirrored requests since .*: 2 were decided as in OpenHIM, 5 otherwise\./)
  assert.doesNotMatch(text, /patient/)
})

onBothEngines('the API finds what the command finds, and names the parts of each cause', async (database) => {
  const { admin, addUser, channel, client, accept, refuse, openhim, compare } = await prepare(database)
  const [lab, clinic] = [await channel('Lab'), await client('clinic')]
  await accept('same', lab, clinic)
  await openhim('same', lab, clinic)
  for (const id of ['first', 'second', 'third', 'fourth']) {
    await accept(id, lab, await client(`${id} ward`))
    await openhim(id, lab, clinic)
  }
  await refuse('wrong password', 401, 'wrong-password', 'identify')
  await openhim('wrong password', lab, clinic)
  await refuse('nowhere', 404, 'no-channel', 'match')
  await accept('let in', lab, clinic)
  const answers = [
    { id: 'nowhere', status: 403 },
    { id: 'let in', status: 401 },
    { id: 'of somebody else', status: 200 },
  ]
  const { status, body } = await admin('POST', '/shadow/report', { days: 0.01, answers })
  assert.equal(status, 200, JSON.stringify(body))
  const { since: _, differences, ...counts } = await compare(Object.fromEntries(answers.map((one) => [one.id, one])))
  const { since: __, differences: found, ...counted } = body
  assert.deepEqual(counted, counts)
  const withoutWords = found.map(({ explanations: _words, ...rest }: Record<string, unknown>) => rest)
  assert.deepEqual(withoutWords, differences)
  const words = found.map(({ explanations }: { explanations: { reason: string; parameters: object }[] }) =>
    explanations.map(({ reason, parameters }) => `${reason} ${Object.values(parameters).join(' ')}`).join('; '),
  )
  assert.deepEqual(words.toSorted(), [
    'other-client-there first ward clinic',
    'other-client-there fourth ward clinic',
    'other-client-there second ward clinic',
    'other-client-there third ward clinic',
    'refused-differently 404 no-channel 403',
    'refused-here 401 wrong-password',
    'refused-there 401',
  ])
  const examples = new Map<string, { transaction?: string; original?: string }>(
    found.map(({ cause, examples: [example] }: { cause: string; examples: [object] }) => [cause, example]),
  )
  const [own, theirs] = [examples.get('It is refused here with 401 (wrong-password)'), [...examples.values()][0]]
  assert.deepEqual(Object.keys(own ?? {}), ['original'], 'what is refused here has no transaction here')
  for (const id of [own?.original, theirs?.transaction, theirs?.original])
    if (id) assert.equal((await admin('GET', `/transactions/${id}`)).status, 200)
  const clerk = await addUser('clerk@example.org', { 'transaction-view-specified': [lab] })
  assert.equal((await clerk('POST', '/shadow/report', {})).status, 403, 'it tells about all channels')
})

onBothEngines('what was decided about mirrored requests is deleted after a month', async (database) => {
  const { channel, client, accept, compare } = await prepare(database)
  await accept('one', await channel('Lab'), await client('clinic'))
  await pruneMirrored(database)
  assert.equal((await compare()).requests, 1)
  await pruneMirrored(database, Date.now() + 31 * 86_400_000)
  assert.equal((await compare()).requests, 0)
})

function writeLog(context: TestContext, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-answers-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'openhim.log')
  writeFileSync(file, text)
  return file
}
const everything = () => true

test('the log of a proxy is read line by line, and its last line may be on its way', async (context) => {
  const file = writeLog(
    context,
    '{"id":"a","status":"200","transaction":"5f"}\n{"id":"b","status":"401","transaction":"-"}\n{"id":"c","sta',
  )
  assert.deepEqual(
    [...(await readAnswers(file, everything))].map(([id, { status, transaction }]) => [id, status, transaction]),
    [
      ['a', 200, '5f'],
      ['b', 401, undefined],
    ],
  )
  assert.equal((await readAnswers(file, (id) => id === 'b')).size, 1)
})

test('a file that is no such log is refused with its line', async (context) => {
  const file = writeLog(context, '192.0.2.1 - - [30/Nov/2026] "GET /lab"\n{"id":"b","status":"401"}\n')
  await assert.rejects(readAnswers(file, everything), { name: 'CommandError', message: /line 1 is no JSON object/ })
  await assert.rejects(readAnswers(`${file}.gone`, everything), { name: 'CommandError', message: /cannot be read/ })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDocument } from '@mediary/contract/api/parse-document'
import { NewChannel } from '@mediary/contract/channels'
import { findPatternProblems } from './matching/compile.ts'
import { findProblems } from './rules.ts'

const primary = { name: 'lab', host: 'lab.example.org', port: 8080, primary: true }
const second = { ...primary, name: 'second', primary: false }
const lab = { name: 'Lab', urlPattern: '^/lab', methods: ['GET'], routes: [primary] }
const off = { status: 'disabled' }

/** Returns the errors of a document, by path, of the schema or of the rules. */
function findIssues(over: object): [path: string, message: string][] {
  const { data, issues } = parseDocument(NewChannel, { ...lab, ...over })
  const found = issues ?? [...findProblems(data), ...findPatternProblems(data)]
  return found.map(({ path, message }) => [path, message])
}

const accepted: [what: string, over: object][] = [
  ['a plain channel', {}],
  ['every field left out as OpenHIM’s console does', { priority: null, timeout: null, matchContentRegex: null }],
  ['a transform in place of a path', { routes: [{ ...primary, path: '', pathTransform: 's/\\/lab/\\/x/g' }] }],
  ['a disabled second primary', { routes: [primary, { ...second, primary: true, status: 'disabled' }] }],
  ['a disabled second route', { routes: [primary, { ...second, status: 'disabled' }] }],
  ['bodies that age, when one is stored', { requestBody: true, maxBodyAgeDays: 30 }],
  ['a single user group', { txViewAcl: 'admin' }],
  ['a TCP channel', { type: 'tcp', methods: [], tcpPort: 7000, authType: 'public' }],
  ['a TLS channel', { type: 'tls', methods: [], tcpPort: 7000 }],
  ['a route of MLLP', { routes: [{ ...primary, type: 'mllp' }] }],
  ['a disabled TCP channel', { ...off, type: 'tcp', methods: [], tcpPort: 7000 }],
  ['a disabled TLS channel', { ...off, type: 'tls', methods: [], tcpPort: 7000, tcpHost: '0.0.0.0' }],
  ['a polling channel by cron', { type: 'polling', methods: [], pollingSchedule: '*/5 * * * 1-5' }],
  ['a polling channel by interval', { type: 'polling', methods: [], pollingSchedule: '10 seconds' }],
  ['a disabled polling channel', { ...off, type: 'polling', methods: [], pollingSchedule: '10 seconds' }],
  [
    'a disabled Kafka route (gateway §12)',
    { ...off, routes: [{ name: 'k', type: 'kafka', primary: true, kafkaTopic: 't' }] },
  ],
  ['several routes', { routes: [primary, { ...second, waitPrimaryResponse: true, statusCodesCheck: '2**, 404' }] }],
  ['an asynchronous channel', { isAsynchronousProcess: true }],
  ['rewritten URLs', { rewriteUrls: true }],
  ['several routes while disabled', { ...off, routes: [primary, { ...second, waitPrimaryResponse: true }] }],
  ['what does not work yet while disabled', { ...off, isAsynchronousProcess: true, autoRetryEnabled: true }],
]
for (const [what, over] of accepted) test(`${what} is accepted`, () => assert.deepEqual(findIssues(over), []))

const notYet = /not available yet: the channel can be saved with the status "disabled"/
const refused: [what: string, over: object, path: string, why: RegExp][] = [
  ['no name', { name: ' ' }, 'name', /empty/],
  ['no pattern', { urlPattern: '' }, 'urlPattern', /empty/],
  ['a pattern that is none', { urlPattern: '(' }, 'urlPattern', /not a regular expression/],
  ['a pattern that could run away', { urlPattern: '^(a+)+$' }, 'urlPattern', /nested quantifier/],
  [
    'methods that are repeated',
    { methods: ['POST', 'GET', 'POST', 'GET', 'PUT'] },
    'methods',
    /^Channel methods can't be repeated. Repeated methods are GET, POST$/,
  ],
  ['an HTTP channel without methods', { methods: [] }, 'methods', /at least one method/],
  ['methods of another channel', { ...off, type: 'tcp', tcpPort: 1 }, 'methods', /only an HTTP channel/],
  ['an unknown method', { methods: ['FETCH'] }, 'methods.0', /./],
  ['an unknown type', { type: 'smtp' }, 'type', /./],
  ['a priority of nought', { priority: 0 }, 'priority', /1 or more/],
  ['a timeout of nought', { timeout: 0 }, 'timeout', /./],
  ['a timeout of more than an hour', { timeout: 3_600_001 }, 'timeout', /./],
  ['no primary route', { routes: [second] }, 'routes', /must have one enabled primary/],
  ['a disabled primary route alone', { routes: [{ ...primary, status: 'disabled' }] }, 'routes', /must have/],
  ['two primary routes', { ...off, routes: [primary, { ...second, primary: true }] }, 'routes', /multiple/],
  [
    'a path and a transform',
    { routes: [{ ...primary, path: '/x', pathTransform: 's/a/b' }] },
    'routes.0.pathTransform',
    /not both/,
  ],
  ['a transform that is none', { routes: [{ ...primary, pathTransform: 'a/b' }] }, 'routes.0.pathTransform', /s\/from/],
  [
    'a transform that could run away',
    { routes: [{ ...primary, pathTransform: 's/(a+)+$/b/' }] },
    'routes.0.pathTransform',
    /nested quantifier/,
  ],
  ['a route without a host', { routes: [{ ...primary, host: undefined }] }, 'routes.0.host', /host/],
  ['a port beyond 65535', { routes: [{ ...primary, port: 65536 }] }, 'routes.0.port', /./],
  ['bodies that age but are not stored', { maxBodyAgeDays: 30 }, 'maxBodyAgeDays', /requestBody or responseBody/],
  ['bodies that age for no time', { requestBody: true, maxBodyAgeDays: 0 }, 'maxBodyAgeDays', /./],
  ['an XPath without a value', { matchContentXpath: 'string(/a)' }, 'matchContentValue', /needs a value/],
  ['a JSON path without a value', { matchContentJson: 'a.b' }, 'matchContentValue', /needs a value/],
  ['an XPath that is none', { matchContentXpath: '/a[', matchContentValue: 'x' }, 'matchContentXpath', /XPath/],
  ['a JSON path that is none', { matchContentJson: '$[', matchContentValue: 'x' }, 'matchContentJson', /JSON path/],
  ['a whitelist of names', { whitelist: ['clinic.example.org'] }, 'whitelist', /neither an address/],
  ['a TCP channel without a port', { ...off, type: 'tcp', methods: [] }, 'tcpPort', /port/],
  ['a polling channel without a schedule', { ...off, type: 'polling', methods: [] }, 'pollingSchedule', /schedule/],
  ['a private TCP channel', { type: 'tcp', methods: [], tcpPort: 7000 }, 'authType', /authenticate/],
  [
    'a schedule that is none',
    { type: 'polling', methods: [], pollingSchedule: 'daily' },
    'pollingSchedule',
    /neither cron/,
  ],
  ['cron that is none', { type: 'polling', methods: [], pollingSchedule: '61 * * * *' }, 'pollingSchedule', /not cron/],
  ['an empty host', { routes: [{ ...primary, host: ' ' }] }, 'routes.0.host', /needs a host/],
  ['an enabled Kafka route (gateway §12)', { routes: [{ name: 'k', type: 'kafka', primary: true }] }, 'routes', notYet],
  [
    'statuses that are none',
    { routes: [{ ...primary, statusCodesCheck: '2**,often' }] },
    'routes.0.statusCodesCheck',
    /2\*\*/,
  ],
]
for (const [what, over, path, why] of refused) {
  test(`${what}: refused at ${path}`, () => {
    const found = findIssues(over)
    assert.deepEqual(
      found.map(([where]) => where),
      [path],
    )
    assert.match(found[0]?.[1] ?? '', why)
  })
}

import { toChannelId, toClientId } from './seed.ts'

/** Every filter that is offered, with a common value and a rare one where it has both, over what `seed` fills a store with. */
export function offeredFilters(now = Date.now()): [name: string, filters: object][] {
  const day = new Date(now - 24 * 3600 * 1000).toISOString()
  return [
    ['none', {}],
    ['request.timestamp', { 'request.timestamp': { $lte: day } }],
    ['status: common', { status: 'Successful' }],
    ['status: rare', { status: 'Failed' }],
    ['status: under way', { status: 'Processing' }],
    ['status: $ne', { status: { $ne: 'Successful' } }],
    ['channelID: common', { channelID: toChannelId(1) }],
    ['channelID: rare', { channelID: toChannelId(9) }],
    ['channelID: $in', { channelID: { $in: [toChannelId(1), toChannelId(9)] } }],
    ['clientID: common', { clientID: toClientId(1) }],
    ['clientID: rare', { clientID: toClientId(50) }],
    ['clientID: none', { clientID: { $exists: false } }],
    ['response.status: 200', { 'response.status': 200 }],
    ['response.status: 504', { 'response.status': 504 }],
    ['response.status: 418, in no transaction', { 'response.status': 418 }],
    ['response.status: 5xx', { 'response.status': '5xx' }],
    ['response.status: 2xx', { 'response.status': '2xx' }],
    ['duration: common', { duration: { $gte: 10 } }],
    ['request.method: GET', { 'request.method': 'GET' }],
    ['request.method: DELETE', { 'request.method': 'DELETE' }],
    ['request.host: common', { 'request.host': 'gateway.example.org' }],
    ['request.host: three in all', { 'request.host': 'rare.example.org' }],
    ['request.port: three in all', { 'request.port': '8443' }],
    ['request.path: common', { 'request.path': '/fhir/patient' }],
    ['request.path: three in all', { 'request.path': 'needle' }],
    ['request.querystring: three in all', { 'request.querystring': 'needle' }],
    ['canRerun: true', { canRerun: true }],
    ['canRerun: false', { canRerun: false }],
    ['error: exists', { error: { $exists: true } }],
    ['error: none', { error: { $exists: false } }],
    ['routes.name', { 'routes.name': 'Archive' }],
    ['routes.response.status: 5xx', { 'routes.response.status': '5xx' }],
    ['routes.response.status: in none', { 'routes.response.status': 404 }],
    ['routes.request.host', { 'routes.request.host': 'archive.example.org', 'routes.request.port': 9000 }],
    ['routes.request.path', { 'routes.request.path': '/in' }],
    ['routes.request.method: in none', { 'routes.request.method': 'PUT' }],
    ['orchestrations.name', { 'orchestrations.name': 'Lookup' }],
    ['orchestrations.response.status: 503', { 'orchestrations.response.status': 503 }],
    ['orchestrations.request.host', { 'orchestrations.request.host': 'terms.example.org' }],
    ['orchestrations.request.path', { 'orchestrations.request.path': '/lookup' }],
    ['orchestrations.request.querystring', { 'orchestrations.request.querystring': 'code=7' }],
    ['properties: one of thirty', { properties: { facility: 'F7' } }],
    ['properties: has it', { properties: { facility: null } }],
    ['properties: three in all', { properties: { facility: 'needle' } }],
    ['parentID: exists', { parentID: { $exists: true } }],
    ['parentID: in none', { parentID: toChannelId(1) }],
    ['childIDs: has some', { childIDs: '{"$exists":true,"$ne":[]}' }],
    ['wasRerun: false', { wasRerun: false }],
    ['autoRetry: true', { autoRetry: true }],
    ['issue: none', { issue: toChannelId(1) }],
    ['search key', { searchKey: { name: 'patient', value: '396' } }],
  ]
}

/** Several at once, of which each is in nearly every block and both together in few or in none: the most that is asked of an index. */
export const combinedFilters = (): [name: string, filters: object][] => [
  ['channel and path: three in all', { channelID: toChannelId(7), 'request.path': 'needle' }],
  ['channel and status, never together', { channelID: toChannelId(2), status: 'Failed', 'request.path': 'fhir' }],
  [
    'orchestrations: name and status, seldom together',
    { 'orchestrations.response.status': 503, 'orchestrations.name': 'Lookup' },
  ],
]

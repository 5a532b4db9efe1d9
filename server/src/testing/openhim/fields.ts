// The fields of OpenHIM 8's documents, each with a value that OpenHIM accepts.
import type { Objects } from '../endpoints/objects.ts'

export type OpenhimDocument = {
  name: string
  url: string
  list: string
  /** The field by which a stored document is found again. */
  key: string
  build: (objects: Objects) => Record<string, unknown>
  fields: Record<string, unknown>
}

const at = '2024-01-02T03:04:05.678Z'
const id = '0123456789abcdef01234567'
const route = { name: 'to', host: 'upstream.example', port: 8080, primary: true }
const recipient = { user: 'ada@example.org', method: 'email', maxAlerts: '1 per day' }
const shown = { eventType: 'channel', eventName: 'lab', display: 'Laboratory' }
const code = { code: '110112', displayName: 'Query', codeSystemName: 'DCM' }

const ofUser = {
  firstname: 'Hopper',
  msisdn: '27123456789',
  dailyReport: true,
  weeklyReport: true,
  settings: { filter: { limit: 100 }, list: { tabview: 'new', autoupdate: true } },
  groups: ['admin'],
  passports: [id],
  provider: 'token',
  token: 'a'.repeat(32),
  tokenType: 'newUser',
  expiry: at,
  locked: true,
  password: 'correct horse battery',
}

const ofClient = {
  clientDomain: 'clinic.example.org',
  roles: ['nurse', 'doctor'],
  organization: 'Ministry',
  location: 'Kisumu',
  softwareName: 'OpenMRS',
  description: 'the clinic',
  contactPerson: 'Ada',
  contactPersonEmail: 'ada@example.org',
  customTokenID: 'a-token-of-the-clinic-0123456789',
  customTokenSet: true,
  certFingerprint: '23:1D:0B:AA:70:06:A5:D4:DC:E9:B9:C3:BD:2C:56:7F:29:D2:3E:54',
}

const ofChannel = {
  description: 'the laboratory',
  urlPattern: '^/other$',
  type: 'http',
  methods: ['GET', 'POST'],
  priority: 3,
  authType: 'public',
  allow: ['nurse', 'doctor'],
  whitelist: ['192.0.2.1'],
  matchContentTypes: ['text/xml'],
  matchContentRegex: 'lab',
  matchContentXpath: '/a/b',
  matchContentJson: 'a.b',
  matchContentValue: 'lab',
  requestBody: true,
  responseBody: false,
  maxBodyAgeDays: 30,
  lastBodyCleared: at,
  timeout: 5000,
  isAsynchronousProcess: true,
  tcpPort: 7000,
  tcpHost: '127.0.0.1',
  pollingSchedule: '10 minutes',
  properties: [{ colour: 'green' }],
  txViewAcl: ['admin'],
  txViewFullAcl: ['admin'],
  txRerunAcl: ['admin'],
  status: 'disabled',
  rewriteUrls: true,
  addAutoRewriteRules: false,
  rewriteUrlsConfig: [{ fromHost: 'a.example', toHost: 'b.example', fromPort: 80, toPort: 81, pathTransform: 's/a/b' }],
  autoRetryEnabled: true,
  autoRetryPeriodMinutes: 5,
  autoRetryMaxAttempts: 3,
  updatedBy: { id, name: 'Ada Lovelace' },
  alerts: [{ condition: 'status', status: '5xx', failureRate: 10, users: [recipient] }],
  routes: [
    {
      ...route,
      type: 'http',
      status: 'enabled',
      secured: true,
      path: '/x',
      username: 'a',
      password: 'b',
      forwardAuthHeader: true,
    },
    {
      ...route,
      name: 'second',
      primary: false,
      pathTransform: 's/a/b',
      waitPrimaryResponse: true,
      statusCodesCheck: '2**',
    },
    { name: 'topic', type: 'kafka', status: 'disabled', primary: false, kafkaClientId: 'him', kafkaTopic: 'lab' },
  ],
}

const ofMediator = {
  description: 'orders of the laboratory',
  config: { depth: 2 },
  configDefs: [{ param: 'depth', displayName: 'Depth', description: 'how deep', type: 'number', values: [] }],
  endpoints: [{ ...route, path: '/x', type: 'http', status: 'enabled' }],
  defaultChannelConfig: [{ name: 'offered', urlPattern: '^/o$', routes: [route] }],
  _configModifiedTS: at,
  _uptime: 12,
  _lastHeartbeat: at,
}

const ofVisualizer = {
  components: [shown],
  channels: [shown],
  mediators: [{ mediator: 'urn:mediator:lab', name: 'lab', display: 'Laboratory' }],
  color: { inactive: '#111111', active: '#222222', error: '#333333', text: '#444444' },
  size: { responsive: false, width: 500, height: 300, padding: 10 },
  time: { updatePeriod: 300, minDisplayPeriod: 600, maxSpeed: 4, maxTimeout: 4000 },
}

const ofApp = {
  description: 'a page',
  icon: 'icon.svg',
  category: 'HIE',
  access_roles: ['admin'],
  showInPortal: false,
  showInSideBar: true,
}

const ofAudit = {
  rawMessage: '<AuditMessage/>',
  syslog: {
    prival: '85',
    facilityID: '10',
    severityID: '5',
    time: at,
    host: 'emr',
    appName: 'emr',
    pid: '1',
    msgID: 'IHE',
  },
  activeParticipant: [
    {
      userID: 'ada',
      alternativeUserID: 'a',
      userIsRequestor: 'true',
      networkAccessPointID: '192.0.2.1',
      roleIDCode: code,
    },
  ],
  auditSourceIdentification: { auditSourceID: 'emr', auditEnterpriseSiteID: 'kisumu', auditSourceTypeCode: code },
  participantObjectIdentification: [
    {
      participantObjectID: '1^^^a&b&ISO',
      participantObjectTypeCode: '1',
      participantObjectQuery: 'q',
      participantObjectIDTypeCode: code,
    },
  ],
}

const withName = (key: string, kind: string, more: object) => (all: Objects) => ({ ...more, [key]: all.newName(kind) })

/** Lists the documents that OpenHIM stores, with the way in which one is added and found here. */
export const openhimDocuments: readonly OpenhimDocument[] = [
  { name: 'users', url: '/users', list: '/users', key: 'email', build: (all) => all.buildUser(), fields: ofUser },
  {
    name: 'clients',
    url: '/clients',
    list: '/clients',
    key: 'clientID',
    build: (all) => all.buildClient(),
    fields: ofClient,
  },
  {
    name: 'channels',
    url: '/channels',
    list: '/channels',
    key: 'name',
    build: withName('name', 'channel', { urlPattern: '^/lab$', methods: ['GET'], allow: ['nurse'], routes: [route] }),
    fields: ofChannel,
  },
  {
    name: 'roles',
    url: '/roles',
    list: '/roles',
    key: 'name',
    build: withName('name', 'role', {}),
    fields: { permissions: { 'client-view-all': true } },
  },
  {
    name: 'contact groups',
    url: '/groups',
    list: '/groups',
    key: 'group',
    build: withName('group', 'team', {}),
    fields: { users: [recipient] },
  },
  {
    name: 'mediators',
    url: '/mediators',
    list: '/mediators',
    key: 'urn',
    build: (all) => all.buildMediator(),
    fields: ofMediator,
  },
  {
    name: 'visualizers',
    url: '/visualizers',
    list: '/visualizers',
    key: 'name',
    build: withName('name', 'map', {}),
    fields: ofVisualizer,
  },
  {
    name: 'apps',
    url: '/apps',
    list: '/apps',
    key: 'name',
    build: withName('name', 'app', { type: 'external', url: 'https://app.example/' }),
    fields: ofApp,
  },
  {
    name: 'audits',
    url: '/audits',
    list: '/audits?filterRepresentation=full',
    key: 'eventIdentification',
    build: (all) => ({
      eventIdentification: {
        eventDateTime: new Date(Date.parse(at) + Number(all.newName('').slice(1))).toISOString(),
        eventOutcomeIndicator: '0',
        eventActionCode: 'E',
        eventID: code,
        eventTypeCode: code,
      },
    }),
    fields: ofAudit,
  },
]

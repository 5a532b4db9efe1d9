// The fields of OpenHIM 8's documents, each with a value that OpenHIM accepts.
export const at = '2024-01-02T03:04:05.678Z'
const id = '0123456789abcdef01234567'
export const route = { name: 'to', host: 'upstream.example', port: 8080, primary: true }
export const recipient = { user: 'ada@example.org', method: 'email', maxAlerts: '1 per day' }
const shown = { eventType: 'channel', eventName: 'lab', display: 'Laboratory' }
export const code = { code: '110112', displayName: 'Query', codeSystemName: 'DCM' }

/** A user, as OpenHIM stores one. */
export const ofUser = {
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

/** A client. */
export const ofClient = {
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

/** A channel, with routes of every kind. */
export const ofChannel = {
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

/** What a mediator registers. */
export const ofMediator = {
  description: 'orders of the laboratory',
  config: { depth: 2 },
  configDefs: [{ param: 'depth', displayName: 'Depth', description: 'how deep', type: 'number', values: [] }],
  endpoints: [{ ...route, path: '/x', type: 'http', status: 'enabled' }],
  defaultChannelConfig: [{ name: 'offered', urlPattern: '^/o$', routes: [route] }],
  _configModifiedTS: at,
  _uptime: 12,
  _lastHeartbeat: at,
}

/** A saved map. */
export const ofVisualizer = {
  components: [shown],
  channels: [shown],
  mediators: [{ mediator: 'urn:mediator:lab', name: 'lab', display: 'Laboratory' }],
  color: { inactive: '#111111', active: '#222222', error: '#333333', text: '#444444' },
  size: { responsive: false, width: 500, height: 300, padding: 10 },
  time: { updatePeriod: 300, minDisplayPeriod: 600, maxSpeed: 4, maxTimeout: 4000 },
}

/** A link of the portal. */
export const ofApp = {
  description: 'a page',
  icon: 'icon.svg',
  category: 'HIE',
  access_roles: ['admin'],
  showInPortal: false,
  showInSideBar: true,
}

/** An audit. */
export const ofAudit = {
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

export const call = {
  name: 'look the patient up',
  group: 'lookups',
  request: {
    host: 'registry.example',
    port: '8080',
    path: '/find',
    querystring: 'id=1',
    method: 'GET',
    headers: { accept: 'text/plain' },
    body: 'asked of the registry',
    timestamp: at,
  },
  response: { status: 200, headers: { 'content-type': 'text/plain' }, body: 'found in the registry', timestamp: at },
  error: { message: 'late', stack: 'late at the registry' },
}

/** A transaction with everything that a mediator reports. */
export const ofTransaction = {
  clientID: id,
  clientIP: '192.0.2.1',
  parentID: id,
  childIDs: [id],
  response: { status: 200, headers: { 'content-type': 'text/plain' }, body: 'answered', timestamp: at },
  routes: [{ ...call, orchestrations: [call], properties: { colour: 'green' } }],
  orchestrations: [call],
  properties: { colour: 'green' },
  canRerun: true,
  autoRetry: true,
  autoRetryAttempt: 2,
  wasRerun: true,
  error: { message: 'late', stack: 'late at the gateway' },
}

import type { RecordedSection } from './exchange.ts'

const missing = 'f'.repeat(24)
const night = { group: 'Night', users: [{ user: 'ada@example.org', method: 'email' }] }
const alerting = {
  name: 'Alerting',
  urlPattern: '^/alerting$',
  methods: ['GET'],
  allow: ['nurse'],
  routes: [{ name: 'to', host: 'lab.example', port: 80, primary: true }],
}

const contactGroups: RecordedSection = {
  section: 'management-api §16',
  title: 'contact groups',
  exchanges: [
    { call: ['GET', '/groups'], openhim: 200, answers: [] },
    { call: ['POST', '/groups', night], openhim: 201, answers: 'Contact Group successfully created' },
    { call: ['POST', '/groups', { ...night, users: [{ user: 'a', method: 'post' }], group: 'Other' }], openhim: 400 },
    { call: ['POST', '/groups', night], openhim: 400, here: 409, listed: 'a name that is taken' },
    { call: ['GET', '/groups/{/groups group=Night}'], openhim: 200, answers: { users: [{ maxAlerts: 'no max' }] } },
    { call: ['GET', `/groups/${missing}`], openhim: 404 },
    {
      call: ['PUT', '/groups/{/groups group=Night}', { group: 'Day' }],
      openhim: 200,
      answers: 'Successfully updated contact group.',
    },
    {
      call: ['PUT', `/groups/${missing}`, { group: 'Day' }],
      openhim: 200,
      here: 404,
      listed: '`PUT` and `DELETE` of an unknown id',
    },
    { call: ['DELETE', '/groups/{/groups group=Day}'], openhim: 200 },
  ],
}

const alerts: RecordedSection = {
  section: 'management-api §9.1',
  title: 'alerts of a channel keep their contact group',
  exchanges: [
    { call: ['POST', '/groups', night], openhim: 201 },
    {
      call: [
        'POST',
        '/channels',
        {
          ...alerting,
          alerts: [
            {
              condition: 'status',
              status: '5xx',
              failureRate: 50,
              groups: ['{/groups group=Night}'],
              users: night.users,
            },
          ],
        },
      ],
      openhim: 201,
      answers: 'Channel successfully created',
    },
    {
      call: ['GET', '/channels'],
      openhim: 200,
      answers: [{ alerts: [{ status: '5xx', failureRate: 50, users: [{ maxAlerts: 'no max' }] }] }],
    },
    { call: ['DELETE', '/groups/{/groups group=Night}'], openhim: 409, answers: [{ name: 'Alerting' }] },
  ],
}

const map = { name: 'Map', components: [{ eventType: 'primary', eventName: 'lab', display: 'Laboratory' }] }

const visualizers: RecordedSection = {
  section: 'management-api §15',
  title: 'visualizers',
  exchanges: [
    { call: ['GET', '/visualizers'], openhim: 200, answers: [] },
    { call: ['POST', '/visualizers', map], openhim: 201, answers: 'Visualizer successfully created' },
    { call: ['POST', '/visualizers'], openhim: 404, here: 400, listed: '`POST /visualizers`' },
    { call: ['POST', '/visualizers', map], openhim: 500, here: 409, listed: 'a name that is taken, an unknown colour' },
    {
      call: ['GET', '/visualizers/{/visualizers name=Map}'],
      openhim: 200,
      answers: {
        color: { inactive: '#cccccc', active: '#4cae4c' },
        size: { responsive: true, width: 1000 },
        time: { maxSpeed: 5 },
      },
    },
    { call: ['GET', `/visualizers/${missing}`], openhim: 404 },
    { call: ['PUT', '/visualizers/{/visualizers name=Map}', { name: 'Other' }], openhim: 200 },
    { call: ['PUT', `/visualizers/${missing}`, { name: 'Other' }], openhim: 404 },
    {
      call: ['PUT', '/visualizers/{/visualizers name=Other}'],
      openhim: 404,
      here: 200,
      listed: '`POST /visualizers`, `PUT /visualizers/:id` without a body',
    },
    { call: ['DELETE', '/visualizers/{/visualizers name=Other}'], openhim: 200 },
    { call: ['DELETE', `/visualizers/${missing}`], openhim: 404 },
  ],
}

const app = { name: 'Lab', type: 'external', url: 'https://lab.example/' }

const apps: RecordedSection = {
  section: 'management-api §21',
  title: 'apps and the import map',
  exchanges: [
    { call: ['GET', '/apps'], openhim: 200, answers: [], isPublic: true, here: 401, listed: '`GET /apps`' },
    { call: ['POST', '/apps', app], openhim: 201, answers: { name: 'Lab', showInPortal: true } },
    { call: ['POST', '/apps', { ...app, type: 'other', name: 'Other' }], openhim: 400 },
    { call: ['POST', '/apps', app], openhim: 400, here: 409, listed: 'a name that is taken' },
    { call: ['GET', '/apps?name=Lab'], openhim: 200, answers: [{ name: 'Lab' }] },
    { call: ['GET', '/apps/{/apps name=Lab}'], openhim: 200, answers: { url: app.url } },
    { call: ['GET', '/apps/none'], openhim: 400 },
    { call: ['GET', `/apps/${missing}`], openhim: 404 },
    {
      call: ['PUT', '/apps/{/apps name=Lab}', { description: 'of the lab' }],
      openhim: 200,
      answers: { description: 'of the lab' },
    },
    { call: ['GET', '/importmaps'], openhim: 200, answers: { imports: { Lab: app.url } }, isPublic: true },
    { call: ['DELETE', '/apps/{/apps name=Lab}'], openhim: 200, answers: { success: true } },
    { call: ['DELETE', `/apps/${missing}`], openhim: 404 },
  ],
}

/** The recorded exchanges of contact groups, alerts, visualizers and apps. */
export const recordedDocuments = [contactGroups, alerts, visualizers, apps]

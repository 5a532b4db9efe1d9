import type { RecordedSection } from './exchange.ts'

const endpoint = { name: 'main', host: 'lab.example', port: 8080, type: 'http' }
const urn = 'urn:mediator:lab'
const lab = {
  urn,
  version: '1.2.0',
  name: 'Laboratory',
  endpoints: [endpoint],
  configDefs: [
    { param: 'url', displayName: 'URL', type: 'string' },
    { param: 'secret', type: 'password' },
    { param: 'mode', type: 'option', values: ['fast', 'safe'] },
    { param: 'retries', type: 'number' },
    { param: 'strict', type: 'bool' },
    { param: 'codes', type: 'map' },
    { param: 'server', type: 'struct', template: [{ param: 'host', type: 'string' }] },
    { param: 'hosts', type: 'string', array: true },
  ],
  config: { url: 'http://one', secret: 'a secret of it' },
  defaultChannelConfig: [
    {
      name: 'Orders',
      urlPattern: '^/orders$',
      methods: ['POST'],
      allow: ['lab'],
      routes: [{ ...endpoint, primary: true }],
    },
  ],
}
const other = (changes: object) => ({ ...lab, urn: 'urn:mediator:other', ...changes })
const config = (values: object): ['PUT', string, object] => ['PUT', `/mediators/${urn}/config`, values]
const stays = { url: 'http://one', secret: 'another secret' }

const registration: RecordedSection = {
  section: 'management-api §12.2',
  title: 'a mediator registers',
  exchanges: [
    { call: ['POST', '/mediators', lab], openhim: 201 },
    { call: ['POST', '/mediators', lab], openhim: 201 },
    { call: ['POST', '/mediators', other({ urn: undefined })], openhim: 400 },
    { call: ['POST', '/mediators', other({ version: undefined })], openhim: 400 },
    { call: ['POST', '/mediators', other({ version: '1.2' })], openhim: 400 },
    { call: ['POST', '/mediators', other({ name: undefined })], openhim: 400 },
    { call: ['POST', '/mediators', other({ endpoints: [] })], openhim: 400 },
    { call: ['POST', '/mediators', other({ configDefs: [{ param: 'a', type: 'struct' }] })], openhim: 400 },
    { call: ['POST', '/mediators', other({ configDefs: [{ param: 'a', type: 'option', values: [] }] })], openhim: 400 },
    {
      call: [
        'POST',
        '/mediators',
        other({ configDefs: [{ param: 'a', type: 'struct', template: [{ param: 'b', type: 'struct' }] }] }),
      ],
      openhim: 400,
    },
    { call: ['POST', '/mediators', other({ config: { unknown: 1 } })], openhim: 400 },
    { call: ['POST', '/mediators', { ...lab, version: '1.1.0', name: 'Older' }], openhim: 201 },
    { call: ['GET', `/mediators/${urn}`], openhim: 200, answers: { name: 'Laboratory', version: '1.2.0' } },
    {
      call: ['POST', '/mediators', { ...lab, version: '1.3.0', name: 'Newer', config: { url: 'http://two' } }],
      openhim: 201,
    },
    { call: ['GET', `/mediators/${urn}`], openhim: 200, answers: { name: 'Newer', config: { url: 'http://one' } } },
  ],
}

const configuration: RecordedSection = {
  section: 'management-api §12.3',
  title: 'a mediator is configured',
  exchanges: [
    { call: ['POST', '/mediators', lab], openhim: 201 },
    { call: config({ ...stays, mode: 'safe', retries: 3, strict: true, codes: { a: 'b' } }), openhim: 200 },
    { call: config({ ...stays, server: { host: 'a' }, hosts: ['a', 'b'] }), openhim: 200 },
    { call: config({ ...stays, url: 1 }), openhim: 400 },
    { call: config({ ...stays, mode: 'slow' }), openhim: 400 },
    { call: config({ ...stays, retries: '3' }), openhim: 400 },
    { call: config({ ...stays, strict: 'yes' }), openhim: 400 },
    { call: config({ ...stays, codes: { a: 1 } }), openhim: 400 },
    { call: config({ ...stays, server: { port: 1 } }), openhim: 400 },
    { call: config({ ...stays, hosts: 'a' }), openhim: 400 },
    { call: config({ ...stays, unknown: 1 }), openhim: 400 },
    { call: config({ ...stays, server: { host: 1 } }), openhim: 200, here: 400, listed: 'fields inside a `struct`' },
    { call: ['PUT', '/mediators/urn:nobody/config', {}], openhim: 404 },
  ],
}

const masking: RecordedSection = {
  section: 'management-api §12.4',
  title: 'passwords of a mediator are masked, and a mask means that they stay',
  exchanges: [
    { call: ['POST', '/mediators', lab], openhim: 201 },
    { call: ['GET', `/mediators/${urn}`], openhim: 200, answers: { config: { secret: '**********' } } },
    { call: config({ url: 'http://two', secret: '**********' }), openhim: 200 },
    {
      call: ['POST', `/mediators/${urn}/heartbeat`, { uptime: 1, config: true }],
      openhim: 200,
      answers: { url: 'http://two', secret: 'a secret of it' },
    },
  ],
}

const heartbeat: RecordedSection = {
  section: 'management-api §12.5',
  title: 'a mediator sends heartbeats',
  exchanges: [
    { call: ['POST', '/mediators/urn:nobody/heartbeat', { uptime: 1 }], openhim: 404 },
    { call: ['POST', '/mediators', lab], openhim: 201 },
    { call: ['POST', `/mediators/${urn}/heartbeat`, {}], openhim: 400 },
    {
      call: ['POST', `/mediators/${urn}/heartbeat`, { uptime: 1.5, config: true }],
      openhim: 200,
      answers: { url: 'http://one' },
    },
    { call: ['POST', `/mediators/${urn}/heartbeat`, { uptime: 11.5 }], openhim: 200, answers: '' },
    { call: config(stays), openhim: 200 },
    { call: ['POST', `/mediators/${urn}/heartbeat`, { uptime: 21.5 }], openhim: 200, answers: stays },
    { call: ['POST', `/mediators/${urn}/heartbeat`, { uptime: 31.5 }], openhim: 200, answers: '' },
    { call: ['POST', '/mediators', other({ config: undefined, configDefs: [], name: 'Other' })], openhim: 201 },
    {
      call: ['POST', '/mediators/urn:mediator:other/heartbeat', { uptime: 1, config: true }],
      openhim: 200,
      answers: 'OK',
    },
  ],
}

const others: RecordedSection = {
  section: 'management-api §12.6',
  title: 'mediators are listed, their channels are added, and they are deleted',
  exchanges: [
    { call: ['POST', '/mediators', lab], openhim: 201 },
    { call: ['GET', '/mediators'], openhim: 200, answers: [{ urn }] },
    { call: ['GET', '/mediators/urn:nobody'], openhim: 404 },
    { call: ['POST', '/mediators/urn:nobody/channels', []], openhim: 404 },
    { call: ['POST', `/mediators/${urn}/channels`, ['Nothing']], openhim: 400 },
    { call: ['POST', `/mediators/${urn}/channels`, ['Orders']], openhim: 201 },
    { call: ['POST', `/mediators/${urn}/channels`, []], openhim: 500, here: 409, listed: 'a name that is taken' },
    { call: ['DELETE', `/mediators/${urn}`], openhim: 200 },
    { call: ['DELETE', `/mediators/${urn}`], openhim: 200, here: 404, listed: 'an unknown id' },
  ],
}

/** The recorded exchanges of mediators. */
export const recordedMediators = [registration, configuration, masking, heartbeat, others]

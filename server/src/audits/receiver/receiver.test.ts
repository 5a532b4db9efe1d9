import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { logTo } from '../../platform/log.ts'
import { Settings } from '../../settings/settings.ts'
import { issue } from '../../testing/certificates.ts'
import { wholeApi } from '../../testing/whole-api.ts'
import type { Entry } from '../store.ts'
import { FrameReader } from './frames.ts'
import { Intake } from './intake.ts'
import { readMessage } from './read-message.ts'
import { openAuditReceiver } from './receiver.ts'

const rfc3881 = `<?xml version="1.0" encoding="UTF-8"?>
<AuditMessage><EventIdentification EventActionCode="R" EventDateTime="2026-03-04T05:06:07Z" EventOutcomeIndicator="0">
<EventID code="110112" codeSystemName="DCM" displayName="Query"/><EventTypeCode code="ITI-18" codeSystemName="IHE Transactions" displayName="Registry Stored Query"/>
</EventIdentification><ActiveParticipant UserID="dr.okello" UserIsRequestor="true" NetworkAccessPointID="10.0.0.7" NetworkAccessPointTypeCode="2"/>
<AuditSourceIdentification AuditSourceID="EMR Gulu"><AuditSourceTypeCode code="3"/></AuditSourceIdentification>
<ParticipantObjectIdentification ParticipantObjectID="1234^^^GULU&amp;1.3.6&amp;ISO" ParticipantObjectTypeCode="1"><ParticipantObjectIDTypeCode code="2"/>
<ParticipantObjectQuery>PHE+</ParticipantObjectQuery><ParticipantObjectDetail type="QueryEncoding" value="VVRGLTg="/></ParticipantObjectIdentification></AuditMessage>`
const dicom = rfc3881.replaceAll('code="', 'csd-code="').replaceAll('displayName="', 'originalText="')
const head = '<85>1 2026-03-04T05:06:07.000Z emr.example.org emr 4711 IHE+RFC-3881 - '
const message = (xml = rfc3881) => `${head}${xml}`
const oneLine = message(rfc3881.replaceAll('\n', ' '))
const counted = (text: string) => `${Buffer.byteLength(text)} ${text}`

const heads: [name: string, head: string, expected: object][] = [
  ['RFC 5424', head, { type: 'RFC5424', host: 'emr.example.org', appName: 'emr', pid: '4711', msgID: 'IHE+RFC-3881' }],
  [
    'structured data with a bracket in quotes',
    '<85>1 - h a - - [x@1 k="\\"]"][y@2 z="1"] ',
    { type: 'RFC5424', host: 'h' },
  ],
  ['a byte order mark', `${head}\ufeff`, { type: 'RFC5424' }],
  ['RFC 3164', '<85>Mar  4 05:06:07 emr atna[77]: ', { type: 'RFC3164', host: 'emr', appName: 'atna', pid: '77' }],
  ['RFC 3164 without a tag', '<85>Mar  4 05:06:07 emr ', { type: 'RFC3164', host: 'emr' }],
  ['nothing but a priority', '<85>', { type: 'RFC3164', facility: 'sec', severity: 'notice' }],
]
for (const [name, start, expected] of heads)
  test(`gateway §23.1: an audit message is read after ${name}`, () => {
    for (const xml of [rfc3881, dicom]) {
      const { audit, unreadable } = readMessage({ bytes: Buffer.from(`${start}${xml}`) })
      assert.equal(unreadable, undefined)
      assert.deepEqual({ ...audit.syslog, ...expected }, audit.syslog)
      assert.equal(audit.eventIdentification.eventID?.code, '110112')
      assert.equal(audit.eventIdentification.eventID?.displayName, 'Query')
      assert.equal(audit.activeParticipant[0]?.userID, 'dr.okello')
      assert.equal(audit.auditSourceIdentification?.auditSourceTypeCode?.code, '3')
      assert.deepEqual(audit.participantObjectIdentification[0]?.participantObjectDetail, {
        type: 'QueryEncoding',
        value: 'VVRGLTg=',
      })
      assert.equal(audit.participantObjectIdentification[0]?.participantObjectID, '1234^^^GULU&1.3.6&ISO')
    }
  })

const bomb = `<!DOCTYPE a [<!ENTITY b "x">${'<!ENTITY c "&b;&b;">'.repeat(50)}]><AuditMessage>&c;</AuditMessage>`
const hostile: [name: string, text: string, reason: RegExp][] = [
  ['entities that grow', message(bomb), /document type/],
  ['an external entity', message('<!DOCTYPE a SYSTEM "file:///etc/passwd"><AuditMessage/>'), /document type/],
  ['a deep document', message(`${'<a>'.repeat(100_000)}`), /too complex/],
  [
    'many attributes',
    message(`<AuditMessage ${Array.from({ length: 5000 }, (_, i) => `a${i}="1"`).join(' ')}/>`),
    /too complex/,
  ],
  ['XML that is cut off', message('<AuditMessage><EventIdentification'), /cut off/],
  ['XML that is not well-formed', message('<AuditMessage></b></AuditMessage>'), /not well-formed/],
  ['another document', message('<html/>'), /no AuditMessage but html/],
  ['no XML', message('hello'), /no XML/],
  ['no syslog', rfc3881, /no syslog/],
  ['a priority that is too high', `<999>1 ${rfc3881}`, /no syslog/],
]
for (const [name, text, reason] of hostile)
  test(`gateway §23.1: a message with ${name} is kept as text with the reason`, () => {
    const { audit, unreadable = '' } = readMessage({ bytes: Buffer.from(text) })
    assert.match(unreadable, reason)
    assert.ok((audit.rawMessage ?? '').length > 0 && (audit.rawMessage ?? '').length <= 16_384)
  })

const maxBytes = 5000
function readFrames(bytes: Buffer, chunk: number) {
  const found: string[] = []
  const frames = new FrameReader({ maxBytes, receive: ({ bytes, fault }) => found.push(fault ?? bytes.toString()) })
  for (let at = 0; at < bytes.length; at += chunk) frames.push(bytes.subarray(at, at + chunk))
  frames.end()
  return found
}
const [a, b] = ['<85>1 first', '<13>second\u00e9']
const streams: [name: string, text: string, expected: string[]][] = [
  ['octet counting', counted(a) + counted(b), [a, b]],
  ['line feeds', `${a}\n${b}\n`, [a, b]],
  ['both in turn', `${counted(a)}${b}\n${counted(a)}`, [a, b, a]],
  ['line feeds after counted messages', `${counted(a)}\n${counted(b)}\r\n`, [a, b]],
  ['a last line without its end', `${a}\n${b}`, [a, b]],
  ['a stray byte between counted messages', `${counted(a)}x${counted(b)}`, [a, 'no-syslog', b]],
  ['stray digits between counted messages', `${counted(a)}99x${counted(b)}`, [a, 'no-syslog', b]],
  ['XML without a head', `<AuditMessage/>\n${a}\n`, ['no-syslog', a]],
  ['a count that nothing follows', `123456789 ${a}\n`, ['no-syslog', a]],
  ['a line that is too long', `<85>${'x'.repeat(2 * maxBytes)}\n${a}\n`, ['too-long', a]],
  ['a counted message that is too long', `${counted(`<85>${'x'.repeat(2 * maxBytes)}`)}${counted(a)}`, ['too-long', a]],
]
for (const [name, text, expected] of streams)
  test(`the messages of a connection are found with ${name}, however the bytes arrive`, () => {
    for (const chunk of [1, 7, 4096, 1_000_000])
      assert.deepEqual(readFrames(Buffer.from(text), chunk), expected, `${chunk}`)
  })

async function withReceiver(given: object = {}, timeouts = { message: 30_000, idle: 60_000 }) {
  const { stores } = await wholeApi()
  const sender = await issue({ subject: 'CN=emr' })
  const entries: Entry[] = []
  const counts: Record<string, number> = {}
  const log = logTo('silent', 'test')
  let arrived = () => {}
  const taken = new Intake(
    {
      add: async (added) => {
        entries.push(...added)
        arrived()
      },
    },
    {
      log,
      count: (outcome, times) => {
        counts[outcome] = (counts[outcome] ?? 0) + times
      },
    },
  )
  const on = { enabled: true, port: 0 }
  const { servers } = Settings.parse({
    auditing: { servers: { host: '127.0.0.1', udp: on, tcp: on, tls: on, ...given } },
  }).auditing
  const tls = async () => {
    const { key, cert } = await stores.keystore.forGateway()
    return { key, cert, ca: [sender.cert] }
  }
  const receiver = await openAuditReceiver({ settings: servers, intake: taken, tls, log, timeouts })
  const wait = async (count: number) => {
    while (entries.length < count) await new Promise<void>((resolve) => (arrived = resolve))
    return entries
  }
  return { ...receiver, wait, counts, sender, store: stores.audits }
}
const readPort = (address: unknown) => Number(Reflect.get(Object(address), 'port'))
const ended = (socket: Socket) =>
  new Promise<void>((resolve) => socket.on('error', () => undefined).on('close', () => resolve()))

test('gateway §23.1: messages arrive over UDP, TCP and TLS', async (context) => {
  const { addresses, wait, close, sender, counts } = await withReceiver()
  context.after(close)
  const udp = createSocket('udp4')
  await new Promise((resolve) => udp.send(message(), readPort(addresses.udp), '127.0.0.1', resolve))
  udp.close()
  await wait(1)
  const tcp = connect(readPort(addresses.tcp), '127.0.0.1')
  tcp.write(`${counted(message())}${counted(message(dicom))}${oneLine}\n`)
  await wait(4)
  tcp.destroy()
  const { key, cert } = sender
  const secure = connectTls({ port: readPort(addresses.tls), host: '127.0.0.1', key, cert, rejectUnauthorized: false })
  secure.write(counted(message()))
  const entries = await wait(5)
  secure.destroy()
  assert.deepEqual(
    entries.map(({ unreadable }) => unreadable),
    [undefined, undefined, undefined, undefined, undefined],
  )
  assert.deepEqual(counts, { unreadable: 0, read: 5 })
})

test('a sender over TLS without a certificate is refused, unless the settings say otherwise', async (context) => {
  const strict = await withReceiver()
  context.after(strict.close)
  const refused = connectTls({ port: readPort(strict.addresses.tls), host: '127.0.0.1', rejectUnauthorized: false })
  refused.write(counted(message()))
  await ended(refused)
  const open = await withReceiver({ clientCertificates: 'optional' })
  context.after(open.close)
  const taken = connectTls({ port: readPort(open.addresses.tls), host: '127.0.0.1', rejectUnauthorized: false })
  taken.write(counted(message()))
  await open.wait(1)
  taken.destroy()
})

test('a sender that stops in the middle of a message is ended, and one that waits between messages is not', async (context) => {
  const { addresses, close, wait } = await withReceiver({}, { message: 50, idle: 60_000 })
  context.after(close)
  const waiting = connect(readPort(addresses.tcp), '127.0.0.1')
  waiting.write(counted(message()))
  await wait(1)
  const slow = connect(readPort(addresses.tcp), '127.0.0.1')
  slow.write('500 <85>1 ')
  await ended(slow)
  waiting.write(counted(message()))
  const entries = await wait(3)
  assert.equal(entries.filter(({ unreadable }) => unreadable === undefined).length, 2)
  waiting.destroy()
})

test('an address that is not allowed is not heard', async (context) => {
  const { addresses, close } = await withReceiver({ allow: ['10.0.0.0/8'] })
  context.after(close)
  const socket = connect(readPort(addresses.tcp), '127.0.0.1')
  socket.write(counted(message()))
  await ended(socket)
})

test('a received message is found by its patient', async () => {
  const { store, close } = await withReceiver()
  await close()
  await store.add([readMessage({ bytes: Buffer.from(message()) })])
  const patient = { id: '1234', authority: 'GULU' }
  const filters = { 'participantObjectIdentification.participantObjectID': { patient } }
  const [found] = await store.list({ limit: 10, page: 0, filters })
  assert.equal(found?.syslog?.host, 'emr.example.org')
})

/** Messages of HL7 v2 as systems send them, each with what the sender, the upstream, the record and a search must see. */
import { batches } from './hl7-batches.ts'
import { type Answer, ack, empty, failed, header, json, latin, page, patient, type Row } from './hl7-writing.ts'

const outcomes: [answer: Answer, code: string][] = [
  [json, 'AA'],
  [page, 'AR'],
  [failed, 'AE'],
]

const versions = ['2.1', '2.2', '2.3', '2.3.1', '2.4', '2.5', '2.5.1', '2.6', '2.7', '2.8'].flatMap((version, v) =>
  outcomes.map(([answer, code], o): Row => {
    const control = `V${v}${o}`
    const structured = version > '2.3'
    return {
      what: `version ${version}, and the upstream answers ${answer.status}`,
      message: latin(
        header(control, { version, type: structured ? 'ORU^R01^ORU_R01' : 'ORU^R01' }) + patient(`v${v}${o}`),
      ),
      answer,
      acknowledged: ack(code, control, { version, type: structured ? 'ACK^R01^ACK' : 'ACK^R01' }),
      keys: [`v${v}${o}`],
    }
  }),
)

// MSH-15, MSH-16, the answer, and the code of the acknowledgement that the sender wants.
const modes: [accept: string, application: string, answer: Answer, code: string | undefined][] = [
  ['AL', 'NE', json, 'CA'],
  ['AL', 'NE', page, 'CR'],
  ['AL', 'AL', failed, 'CE'],
  ['NE', 'AL', json, 'AA'],
  ['NE', 'NE', json, undefined],
  ['NE', 'NE', failed, undefined],
  ['ER', 'NE', json, undefined],
  ['ER', 'NE', failed, 'CE'],
  ['SU', 'NE', empty, 'CA'],
  ['SU', 'NE', page, undefined],
  ['', 'AL', json, 'AA'],
  ['', 'ER', json, undefined],
  ['', 'ER', page, 'AR'],
  ['NE', 'SU', json, 'AA'],
  ['NE', '', json, undefined],
]
const enhanced = modes.map(([accept, application, answer, code], i): Row => {
  const control = `E${i}`
  return {
    what: `MSH-15 "${accept}" and MSH-16 "${application}", and the upstream answers ${answer.status}`,
    message: latin(header(control, { rest: `|||${accept}|${application}` }) + patient(`e${i}`)),
    answer,
    acknowledged: code === undefined ? undefined : ack(code, control),
    keys: [`e${i}`],
  }
})

const name = (control: string, charset: string, id: Buffer) =>
  Buffer.concat([latin(`${header(control, { rest: `||||||${charset}` })}PID|1||`), id, latin('^^^NID\r')])
const charsets: [charset: string, id: Buffer, key: string][] = [
  ['8859/1', Buffer.of(0xc9, 0x31), 'É1'],
  ['8859/2', Buffer.of(0xa3, 0x31), 'Ł1'],
  ['8859/5', Buffer.of(0xbc, 0x31), 'М1'],
  ['8859/15', Buffer.of(0xa4, 0x31), '€1'],
  ['UNICODE UTF-8', Buffer.from('Ñ2'), 'Ñ2'],
  ['UTF-8', Buffer.from('Õ2'), 'Õ2'],
  ['WINDOWS-1251', Buffer.of(0xdf, 0x31), 'Я1'],
  ['GB 18030-2000', Buffer.from([0xc0, 0xee]), '李'],
]
const encoded = charsets.map(([charset, id, key], i): Row => {
  const rest = `||||||${charset}`
  return {
    what: `MSH-18 ${charset}`,
    message: name(`S${i}`, charset, id),
    answer: json,
    acknowledged: ack('AA', `S${i}`, { rest }),
    keys: [key],
  }
})
const wide = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
const unlabelled: Row[] = [
  {
    what: 'no MSH-18, and bytes that are no UTF-8',
    message: name('S20', '', Buffer.of(0xdc, 0x39)),
    answer: json,
    acknowledged: ack('AA', 'S20'),
    keys: ['Ü9'],
  },
  {
    what: 'a byte order mark of UTF-8',
    message: Buffer.from(`\ufeff${header('S21')}${patient('Ê9')}`),
    answer: json,
    acknowledged: ack('AA', 'S21'),
    keys: ['Ê9'],
  },
  {
    what: 'UTF-16 with a letter that has the byte of a file separator',
    message: wide(`${header('S22')}${patient('Москва9')}`),
    answer: empty,
    acknowledged: /^\xfe\xff.M.S.H.\|.*M.S.A.\|.A.A.\|.S.2.2.\|/s,
    keys: ['Москва9'],
  },
]

export const rows: Row[] = [...versions, ...enhanced, ...encoded, ...unlabelled, ...batches]

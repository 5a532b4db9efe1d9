/** Messages with other delimiters, escapes and batches, and upstreams that answer in HL7. */
import { type Answer, ack, escapeRegex, failed, header, json, latin, patient, type Row } from './hl7-writing.ts'

const separators: [what: string, message: string, acknowledged: RegExp, keys: string[]][] = [
  [
    'own separators',
    'MSH#$*!%#LAB#FAC#HIM#NAT#2026##ADT$A01#D0#P#2.3\rPID#1##d0$x*d1\r',
    /^MSH#\$\*!%#HIM#NAT#LAB#FAC#\d+##ACK\$A01#[^#]+#P#2.3\rMSA#AA#D0#\r$/,
    ['d0', 'd1'],
  ],
  [
    'an MSH-2 of one sign',
    'MSH|^|LAB|FAC|HIM|NAT|2026||ADT^A01|D2|P|2.3\rPID|1||d2^x~d3\r',
    /^MSH\|\^\|HIM\|NAT\|LAB\|FAC\|.*\rMSA\|AA\|D2\|\r$/,
    ['d2', 'd3'],
  ],
  [
    'an MSH-2 with a truncation sign',
    'MSH|^~\\&#|LAB|FAC|HIM|NAT|2026||ADT^A01^ADT_A01|D4|P|2.7\rPID|1||d4^x\r',
    /^MSH\|\^~\\&#\|HIM\|NAT\|.*\|ACK\^A01\^ACK\|.*\rMSA\|AA\|D4\|\r$/,
    ['d4'],
  ],
  [
    'segments that end in line feeds',
    `${header('D5')}${patient('d5')}`.replaceAll('\r', '\n'),
    ack('AA', 'D5'),
    ['d5'],
  ],
  ['segments that end in both', `${header('D6')}${patient('d6')}`.replaceAll('\r', '\r\n'), ack('AA', 'D6'), ['d6']],
  ['line feeds and spaces before the header', `\n \n${header('D7')}${patient('d7')}`, ack('AA', 'D7'), ['d7']],
  [
    'an event without a structure in version 2.4',
    `${header('D8', { version: '2.4', type: 'ORU^R01' })}${patient('d8')}`,
    ack('AA', 'D8', { version: '2.4' }),
    ['d8'],
  ],
  [
    'a type without an event',
    `${header('D9', { version: '2.2', type: 'ORU' })}${patient('d9')}`,
    ack('AA', 'D9', { version: '2.2', type: 'ACK' }),
    ['d9'],
  ],
  [
    'a header of four fields',
    'MSH|^~\\&|LAB|FAC\rPID|1||d10\r',
    /^MSH\|\^~\\&\|\|\|LAB\|FAC\|\d+\|\|ACK\|[^|]+\|P\|2\.3\rMSA\|AA\|\|\r$/,
    ['d10'],
  ],
]
const delimited = separators.map(
  ([what, message, acknowledged, keys]): Row => ({
    what,
    message: latin(message),
    answer: json,
    acknowledged,
    keys,
  }),
)

const escapes: [what: string, id: string, key: string][] = [
  ['a hexadecimal escape', 'N\\X2D\\1', 'N-1'],
  ['an escaped delimiter', 'A\\T\\B', 'A&B'],
  ['a back slash that escapes nothing', 'CORP\\anna', 'CORP\\anna'],
  ['a path', 'D:\\lab\\9', 'D:\\lab\\9'],
]
const escaped = escapes.map(
  ([what, id, key], i): Row => ({
    what,
    message: latin(header(`X${i}`) + patient(id)),
    answer: json,
    acknowledged: ack('AA', `X${i}`),
    keys: [key],
  }),
)

const message = (control: string, id: string, rest = '') => header(control, { rest }) + patient(id)
const batchTable: [what: string, message: string, answer: Answer, acknowledged: RegExp | undefined, keys: string[]][] =
  [
    [
      'a file of one batch',
      `FHS|^~\\&|LAB|FAC|HIM|NAT|||||F1\rBHS|^~\\&|LAB|FAC|HIM|NAT|||||B1\r${message('M1', 'b1')}${message('M2', 'b2')}BTS|2\rFTS|1\r`,
      json,
      /^FHS\|\^~\\&\|HIM\|NAT\|LAB\|FAC\|\d+\|\|\|\|[^|]+\|F1\rBHS\|\^~\\&\|HIM\|NAT\|LAB\|FAC\|\d+\|\|\|\|[^|]+\|B1\rMSH.*\rMSA\|AA\|M1\|\rMSH.*\rMSA\|AA\|M2\|\rBTS\|2\rFTS\|1\r$/,
      ['b1', 'b2'],
    ],
    [
      'a batch, and the upstream fails',
      `BHS|^~\\&|LAB|FAC|HIM|NAT|||||B2\r${message('M3', 'b3')}BTS|1\r`,
      failed,
      /^BHS\|[^\r]*\|B2\rMSH.*\rMSA\|AE\|M3\|[^|\r]*\rBTS\|1\r$/,
      ['b3'],
    ],
    [
      'messages without a batch header',
      message('M4', 'b4') + message('M5', 'b5'),
      json,
      /^MSH[^\r]*\rMSA\|AA\|M4\|\rMSH[^\r]*\rMSA\|AA\|M5\|\r$/,
      ['b4', 'b5'],
    ],
    ['an empty batch', 'BHS|^~\\&|LAB|FAC|||||||B3\rBTS|0\r', json, /^BHS\|[^\r]*\|B3\rBTS\|0\r$/, []],
    [
      'a batch of which one message wants no acknowledgement',
      `BHS|^~\\&|LAB|FAC|||||||B4\r${message('M6', 'b6', '|||NE|NE')}${message('M7', 'b7')}BTS|2\r`,
      json,
      /^BHS\|[^\r]*\|B4\rMSH[^\r]*\rMSA\|AA\|M7\|\rBTS\|1\r$/,
      ['b6', 'b7'],
    ],
    [
      'a batch that wants none',
      `BHS|^~\\&|LAB|FAC|||||||B5\r${message('M8', 'b8', '|||NE|NE')}BTS|1\r`,
      json,
      undefined,
      ['b8'],
    ],
    [
      'two batches in a file',
      `FHS|^~\\&|LAB|FAC|||||||F2\rBHS|^~\\&|LAB|FAC|||||||B6\r${message('M9', 'b9')}BTS|1\rBHS|^~\\&|LAB|FAC|||||||B7\r${message('M10', 'b10')}BTS|1\rFTS|2\r`,
      json,
      /\|F2\rBHS[^\r]*\|B6\r.*MSA\|AA\|M9\|\rBTS\|1\rBHS[^\r]*\|B7\r.*MSA\|AA\|M10\|\rBTS\|1\rFTS\|2\r$/s,
      ['b9', 'b10'],
    ],
  ]
const batched = batchTable.map(
  ([what, text, answer, acknowledged, keys]): Row => ({
    what,
    message: latin(text),
    answer,
    acknowledged,
    keys,
  }),
)

const own = 'MSH|^~\\&|HIM|NAT|LAB|FAC|2026||ACK|1|P|2.5.1\rMSA|AE|A1|unknown patient\r'
const answered: Row[] = [
  {
    what: 'an answer in HL7, which the sender gets as it is',
    message: latin(message('A1', 'a1')),
    answer: { status: 200, body: own, type: 'application/hl7-v2' },
    acknowledged: new RegExp(`^${escapeRegex(own)}$`),
    keys: ['a1'],
  },
  {
    what: 'an answer in HL7 of another content type and a status of failure',
    message: latin(message('A2', 'a2')),
    answer: { status: 500, body: `\n${own}`, type: 'text/plain' },
    acknowledged: new RegExp(`^\\n${escapeRegex(own)}$`),
    keys: ['a2'],
  },
  {
    what: 'an answer with the signs of a frame that is no HL7',
    message: latin(message('A3', 'a3')),
    answer: { status: 200, body: 'one\x1c\r\x0btwo', type: 'text/plain' },
    acknowledged: ack('AA', 'A3'),
    keys: ['a3'],
  },
  {
    what: 'a page of a megabyte',
    message: latin(message('A4', 'a4')),
    answer: { status: 500, body: 'x'.repeat(1_000_000), type: 'text/html' },
    acknowledged: ack('AE', 'A4'),
    keys: ['a4'],
  },
]

export const batches: Row[] = [...delimited, ...escaped, ...batched, ...answered]

/** How the tests write messages of HL7 v2, and the acknowledgements that they expect. */

/** The answer of the upstream. Undefined body: no content. */
export type Answer = { status: number; body?: string | Buffer; type?: string; encoding?: string }

export type Row = {
  what: string
  message: Buffer
  answer: Answer
  /** The frame that the sender gets; undefined: none. */
  acknowledged: RegExp | undefined
  /** Values of the search key PID-3.1 by which the transaction is found. */
  keys: string[]
}

export const latin = (text: string) => Buffer.from(text, 'latin1')
export const header = (
  control: string,
  { version = '2.5.1', rest = '', type = 'ORU^R01^ORU_R01', sender = 'LAB' } = {},
) => `MSH|^~\\&|${sender}|FAC|HIM|NAT|20261129||${type}|${control}|P|${version}${rest}\r`
export const patient = (id: string) => `PID|1||${id}^^^NID||TEST^A\r`

export const json: Answer = { status: 200, body: '{"status":"taken"}', type: 'application/json' }
export const page: Answer = { status: 404, body: '<html>not here</html>', type: 'text/html' }
export const failed: Answer = { status: 503, body: 'busy', type: 'text/plain' }
export const empty: Answer = { status: 204 }

/** An acknowledgement whose MSH turns sender and receiver around. */
export const ack = (code: string, control: string, { version = '2.5.1', type = 'ACK^R01^ACK', rest = '' } = {}) =>
  new RegExp(
    `^MSH\\|\\^~\\\\&\\|HIM\\|NAT\\|LAB\\|FAC\\|\\d{14}\\|\\|${escapeRegex(type)}\\|[^|]+\\|P\\|${escapeRegex(version)}${escapeRegex(rest)}\\rMSA\\|${code}\\|${control}\\|[^|\\r]*\\r$`,
  )
export const escapeRegex = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

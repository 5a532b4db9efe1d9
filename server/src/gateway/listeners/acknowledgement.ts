/** AA: taken. AE: it could not be worked on. AR: it was refused. */
export type AckCode = 'AA' | 'AE' | 'AR'

export const isHl7 = (message: Uint8Array) => Buffer.from(message.subarray(0, 3)).toString('latin1') === 'MSH'

/**
 * An acknowledgement in the name of the receiver, for when no upstream has given one (HL7 v2, chapter 2.9). Undefined when
 * the message is not of HL7 v2: nobody would understand it.
 */
export function buildAcknowledgement(message: Buffer, code: AckCode, { text, id }: { text: string; id: string }) {
  if (!isHl7(message)) return undefined
  const line = message.toString('latin1').split(/[\r\n]/, 1)[0] ?? ''
  const separator = line[3] ?? '|'
  const [, signs = '', application, facility, receiver, receiverFacility, , , type = '', control, processing, version] =
    line.split(separator)
  const component = signs[0] ?? '^'
  const event = type.split(component)[1]
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  // A text with a sign that separates would be read as more than one.
  const plain = [...text]
    .map((char) => (signs.includes(char) || char === separator || char < ' ' ? ' ' : char))
    .join('')
  const head = [
    'MSH',
    signs,
    receiver,
    receiverFacility,
    application,
    facility,
    time,
    '',
    event ? `ACK${component}${event}` : 'ACK',
    id,
    processing || 'P',
    version || '2.3',
  ]
  return Buffer.from(`${head.join(separator)}\r${['MSA', code, control, plain].join(separator)}\r`, 'latin1')
}

/** What an answer in HL7 says as a status of HTTP, so that it counts like any other. */
export function readAcknowledgementStatus(answer: Buffer): number {
  if (!isHl7(answer)) return 200
  const text = answer.toString('latin1')
  const code = text
    .split(/[\r\n]/)
    .find((line) => line.startsWith('MSA'))
    ?.split(text[3] ?? '|')[1]
  if (code === 'AE' || code === 'CE') return 500
  return code === 'AR' || code === 'CR' ? 400 : 200
}

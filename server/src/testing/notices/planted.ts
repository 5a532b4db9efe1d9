// Values that must not stand in a notice: each is planted where a program could take it from by mistake.

const mark = 'Plantedvalue'
const plant = (name: string) => `${mark}${name}`

export const planted = {
  body: plant('Body'),
  answer: plant('Answer'),
  query: plant('Query'),
  path: plant('Patient'),
  header: plant('Header'),
  upstreamError: plant('Error'),
  refusal: plant('Refusal'),
  clientPassword: plant('Client'),
  token: plant('Token'),
  userPassword: plant('User'),
  mailPassword: plant('Mail'),
  smsAuthorization: plant('Sms'),
  webhookKey: plant('Webhook'),
  note: plant('Note'),
}

const bytes = (text: string) => Buffer.from(text)
/** Base64 of a text at each of the three offsets that it can have in other text, without what depends on its neighbours. */
const encodeAtOffsets = (text: string) =>
  [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes(text)]).toString('base64')
    return encoded.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + text.length) * 4) / 3) - 1)
  })

const forms = [mark.toLowerCase(), bytes(mark).toString('hex'), mark.split('').reverse().join('').toLowerCase()]
const encoded = encodeAtOffsets(mark)

/** Lists the planted values in a text, plain or encoded. */
export function findPlanted(text: string): string[] {
  const lower = text.toLowerCase()
  const plain = [...text.matchAll(new RegExp(`${mark}\\w*`, 'gi'))].map(([found]) => found)
  return [
    ...plain,
    ...forms.slice(1).filter((form) => lower.includes(form)),
    ...encoded.filter((form) => text.includes(form)),
  ]
}

/** Reads a mail as a person does: without the encodings of its headers and parts. */
export function decodeMail(source: string): string {
  const unfolded = source.replace(/=\r?\n/g, '')
  const words = unfolded.replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    kind.toUpperCase() === 'B' ? decodeBase64(text) : decodeQuoted(text.replaceAll('_', ' ')),
  )
  const sections = words
    .split(/\r?\n\r?\n/)
    .map((section) => (isBase64(section) ? decodeBase64(section) : decodeQuoted(section)))
  return [source, words, ...sections].join('\n')
}

const isBase64 = (text: string) => /^[A-Za-z0-9+/=\r\n]{16,}$/.test(text.trim())
const decodeBase64 = (base64: string) => Buffer.from(base64, 'base64').toString()
const decodeQuoted = (text: string) =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString()

/** The text of a message: its bytes without content coding, decoded by their character set. */
import { decodeText } from '@mediary/contract/channels/charset'
import { decodeContent } from './content-coding.ts'
import { readRootPart } from './multipart.ts'

export type ContentLabels = { contentType: string | undefined; contentEncoding?: string | undefined }

export type MessageText = {
  whole: string
  /** The root part of a multipart/related message; of any other message the whole. */
  root: string
}

/** Returns the text of a body; undefined when it cannot be decoded, or is larger than `maxBytes` then. */
export function readMessageText(body: Uint8Array, labels: ContentLabels, maxBytes: number): MessageText | undefined {
  const bytes = body.length > maxBytes ? undefined : decodeContent(body, labels.contentEncoding, maxBytes)
  if (!bytes) return undefined
  const root = readRootPart(bytes, labels.contentType)
  // The other parts of a multipart message may be binary: they do not decide how the text of the root is decoded.
  if (root) return { whole: new TextDecoder().decode(bytes), root: decodeText(root.bytes, root.contentType) }
  const whole = decodeText(bytes, labels.contentType)
  return { whole, root: whole }
}

/** Reads the labels from headers in a flat list: name, value, name, value … */
export function readContentLabels(headers: readonly string[]): ContentLabels {
  const read = (wanted: string) => headers.find((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === wanted)
  return { contentType: read('content-type'), contentEncoding: read('content-encoding') }
}

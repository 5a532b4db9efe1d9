/** Turns recorded bodies into the text that the API shows. */
import { readShownText } from '@mediary/contract/channels/charset'
import { decodeContent } from '../platform/text/content-coding.ts'
import { readContentLabels } from '../platform/text/message-text.ts'

/** `utf-8`: the bytes of the body are the UTF-8 of the text. `decoded`: they are compressed, or in another character set. */
export type ShownBody = { text: string; encoding: 'utf-8' | 'decoded' | 'base64' }

const maxDecodedBytes = 16 * 1024 * 1024
const preview = { length: 15_000, suffix: '\n[truncated ...]' }

/** Returns the text of a body, or base64 of binary content. `headers` is flat; `isPreview` shortens the text. */
export function toShownBody(
  bytes: Uint8Array,
  headers: readonly string[],
  { isPreview, isTruncated }: { isPreview: boolean; isTruncated: boolean },
): ShownBody {
  const { contentType, contentEncoding } = readContentLabels(headers)
  const decoded = decodeContent(bytes, contentEncoding, Math.max(maxDecodedBytes, bytes.length), { isTruncated })
  const shown = readShownText(bytes, { decoded, contentType, isTruncated })
  const shorten = (text: string) =>
    isPreview && text.length > preview.length ? text.slice(0, preview.length) + preview.suffix : text
  if (!shown) return { text: shorten(Buffer.from(bytes).toString('base64')), encoding: 'base64' }
  return { text: shorten(shown.text), encoding: shown.isUtf8 ? 'utf-8' : 'decoded' }
}

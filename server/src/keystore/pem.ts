type PemBlock = { label: string; text: string }

/**
 * The blocks of a PEM text (RFC 7468), in their order; what stands between them is commentary. Read line by line, so
 * that no text costs more than its length. A block that is cut off has an empty text.
 */
export function pemBlocks(pem: string): PemBlock[] {
  const blocks: PemBlock[] = []
  const state = { label: undefined as string | undefined, lines: [] as string[] }
  for (const raw of pem.split(/\r\n|\n|\r/)) {
    const line = raw.trim()
    const begins = /^-----BEGIN ([A-Z0-9 ]{1,40})-----$/.exec(line)?.[1]
    if (begins !== undefined) {
      if (state.label !== undefined) blocks.push({ label: state.label, text: '' })
      Object.assign(state, { label: begins, lines: [line] })
      continue
    }
    if (state.label === undefined) continue
    state.lines.push(line)
    if (line !== `-----END ${state.label}-----`) continue
    blocks.push({ label: state.label, text: `${state.lines.join('\n')}\n` })
    state.label = undefined
  }
  if (state.label !== undefined) blocks.push({ label: state.label, text: '' })
  return blocks
}

/** What is sent without PEM's frame is DER in base64, and is put into one. */
export const asPem = (text: string, label: string) =>
  text.includes('-----BEGIN') || !/^[A-Za-z0-9+/=\s]{64,}$/.test(text)
    ? text
    : `-----BEGIN ${label}-----\n${text.replace(/\s/g, '').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`

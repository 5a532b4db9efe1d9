export type PemBlock = { label: string; text: string }

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

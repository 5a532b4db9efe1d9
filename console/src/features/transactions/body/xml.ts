type Piece = { kind: 'open' | 'close' | 'empty' | 'text'; text: string }

/**
 * Splits a document into tags and texts in one pass. It uses indexOf, so its time is linear for every text. A tag that is
 * never closed is text.
 */
function splitXml(body: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  while (at < body.length) {
    const end = findPieceEnd(body, at)
    const text = body.slice(at, end).trim()
    if (text) pieces.push({ kind: classifyPiece(text), text })
    at = end
  }
  return pieces
}

const findEnd = (body: string, mark: string, from: number) => {
  const found = body.indexOf(mark, from)
  return found === -1 ? body.length : found + mark.length
}

function findPieceEnd(body: string, at: number): number {
  if (body[at] !== '<') {
    const next = body.indexOf('<', at)
    return next === -1 ? body.length : next
  }
  if (body.startsWith('<![CDATA[', at)) return findEnd(body, ']]>', at)
  if (body.startsWith('<!--', at)) return findEnd(body, '-->', at)
  return findEnd(body, '>', at)
}

function classifyPiece(text: string): Piece['kind'] {
  if (!text.startsWith('<') || !text.endsWith('>') || text.startsWith('<![CDATA[')) return 'text'
  if (text.startsWith('</')) return 'close'
  return text.startsWith('<!') || text.startsWith('<?') || text.endsWith('/>') ? 'empty' : 'open'
}

// Deeper than any document is meant to be: indenting further would make a small text a large one.
const maxIndent = 50

/** Indents by the tags alone, so that a broken document is still shown whole. An element with nothing but text is one line. */
export function formatXml(body: string): string | undefined {
  if (!body.trimStart().startsWith('<')) return undefined
  const pieces = splitXml(body)
  const lines: string[] = []
  let depth = 0
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]
    if (!piece) break
    if (piece.kind === 'close') depth = Math.max(0, depth - 1)
    const whole = piece.kind === 'open' ? joinShortElement(pieces, i) : undefined
    lines.push('  '.repeat(Math.min(depth, maxIndent)) + (whole?.text ?? piece.text))
    if (whole) i += whole.more
    else if (piece.kind === 'open') depth++
  }
  return lines.join('\n')
}

/** `<a>text</a>` or `<a></a>`. */
function joinShortElement(pieces: readonly Piece[], at: number): { text: string; more: number } | undefined {
  const [open, second, third] = pieces.slice(at, at + 3)
  if (!open || !second) return undefined
  if (second.kind === 'close') return { text: open.text + second.text, more: 1 }
  if (second.kind !== 'text' || third?.kind !== 'close') return undefined
  return { text: open.text + second.text + third.text, more: 2 }
}

// The parser compares every attribute of an element with every other, and looks names up through all ancestors: a body of
// one megabyte can hold it for half a minute. What is beyond these bounds is not looked at.
const maxNodes = 50_000
const maxDepth = 200
const maxAttributes = 100

/**
 * Tells if a document can be parsed quickly, in one pass over the text. It does not check that the document is
 * well-formed.
 */
export function isWithinBounds(xml: string): boolean {
  let depth = 0
  let nodes = 0
  for (let at = xml.indexOf('<'); at !== -1; at = xml.indexOf('<', at)) {
    const markup = readMarkup(xml, at)
    if (!markup || markup.attributes > maxAttributes || ++nodes > maxNodes) return false
    depth += markup.deeper
    if (depth > maxDepth) return false
    at = markup.end
  }
  return true
}

type Markup = { end: number; deeper: -1 | 0 | 1; attributes: number }

/** A document type is refused: it can define entities that grow without end. */
function readMarkup(xml: string, at: number): Markup | undefined {
  if (xml.startsWith('<!--', at)) return skipMarkup(xml, at, '-->')
  if (xml.startsWith('<![CDATA[', at)) return skipMarkup(xml, at, ']]>')
  if (xml.startsWith('<?', at)) return skipMarkup(xml, at, '?>')
  if (xml.startsWith('<!', at)) return undefined
  return readTag(xml, at)
}

function skipMarkup(xml: string, at: number, until: string): Markup | undefined {
  const end = xml.indexOf(until, at)
  return end === -1 ? undefined : { end: end + until.length, deeper: 0, attributes: 0 }
}

function readTag(xml: string, start: number): Markup | undefined {
  let attributes = 0
  for (let at = start + 1; at < xml.length; at++) {
    const sign = xml[at]
    if (sign === '>') {
      const deeper = xml[start + 1] === '/' ? -1 : xml[at - 1] === '/' ? 0 : 1
      return { end: at + 1, deeper, attributes }
    }
    if (sign === '"' || sign === "'") {
      attributes++
      at = xml.indexOf(sign, at + 1)
      if (at === -1) return undefined
    }
  }
  return undefined
}

/** A body made readable; undefined when it is neither JSON nor XML nor HL7 v2. */
export function formatted(body: string): string | undefined {
  const start = body.trimStart()
  if (start.startsWith('{') || start.startsWith('[')) return json(start)
  if (start.startsWith('<')) return xml(start)
  if (start.startsWith('MSH')) return body.replace(/\r\n?/g, '\n')
  return undefined
}

function json(body: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return undefined
  }
}

const token = /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<[^>]+>|[^<]+/g

/** Indents by the tags alone, so that a broken document is still shown whole. */
function xml(body: string): string {
  const lines: string[] = []
  let depth = 0
  for (const part of body.match(token) ?? []) {
    const text = part.trim()
    if (!text) continue
    if (text.startsWith('</')) depth = Math.max(0, depth - 1)
    const previous = lines.at(-1)
    const closesText = text.startsWith('</') && previous !== undefined && !previous.trimEnd().endsWith('>')
    const isText = !text.startsWith('<')
    if (previous !== undefined && (isText || closesText)) lines[lines.length - 1] = previous + text
    else lines.push('  '.repeat(depth) + text)
    if (/^<[^/!?][^>]*[^/]>$|^<[^/!?]>$/.test(text)) depth += 1
  }
  return lines.join('\n')
}

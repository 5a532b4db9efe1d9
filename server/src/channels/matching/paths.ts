const maxDecodings = 8

/** Each spelling of a character that some servers decode and UTF-8 does not allow: too long (RFC 3629 §10), or `%u`. */
const spellings: [spelling: RegExp, character: string][] = [
  [/%(?:c0%ae|e0%80%ae|u002e)/gi, '.'],
  [/%(?:c0%af|e0%80%af|u002f)/gi, '/'],
  [/%(?:c1%9c|e0%81%9c|u005c)/gi, '\\'],
]

/**
 * Tells if a server could resolve the path to another one: a segment is `.` or `..` once its parameters, white space at its
 * end and every layer of percent-encoding are removed. Servlet containers remove `;parameters` before they resolve dots,
 * and some proxies decode twice. A client resolves dot segments before it sends (RFC 3986 §6.2.2.3): here they can only
 * mean to slip past a pattern.
 */
export function hasDotSegment(path: string): boolean {
  if (!path.includes('%')) return dotSegment.test(path)
  let decoded = path
  for (let layer = 0; layer < maxDecodings; layer++) {
    const next = decodeOnce(decoded)
    if (dotSegment.test(next)) return true
    if (next === decoded) return false
    decoded = next
  }
  // No client encodes a path so many times.
  return true
}

const decodeOnce = (path: string) =>
  spellings
    .reduce((text, [spelling, character]) => text.replace(spelling, character), path)
    .replace(/%([0-7][0-9a-f])/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

// Control characters count as white space: a server may end a name at NUL, and others leave white space out.
const dotSegment = /(?:^|[/\\])\.{1,2}[\0-\x20\x7f]*(?:;[^/\\]*)?(?:[/\\]|$)/

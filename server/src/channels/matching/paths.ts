const maxDecodings = 8

/**
 * Tells if a server could resolve the path to another one: a segment is `.` or `..` once its parameters and every layer of
 * percent-encoding are removed. Servlet containers remove `;parameters` before they resolve dots, and some proxies decode
 * twice. A client resolves dot segments before it sends (RFC 3986 §6.2.2.3): here they can only mean to slip past a pattern.
 */
export function hasDotSegment(path: string): boolean {
  if (!path.includes('%')) return dotSegment.test(path)
  let decoded = path
  for (let layer = 0; layer < maxDecodings; layer++) {
    const next = decoded.replace(/%([2-7][0-9a-f])/gi, (_all, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    if (dotSegment.test(next)) return true
    if (next === decoded) return false
    decoded = next
  }
  // No client encodes a path so many times.
  return true
}

const dotSegment = /(?:^|[/\\])\.{1,2}(?:;[^/\\]*)?(?:[/\\]|$)/

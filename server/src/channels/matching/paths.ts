/** A client resolves dot segments before it sends (RFC 3986 §6.2.2.3): here they can only mean to slip past a pattern. */
export const hasDotSegment = (path: string) =>
  (path.includes('/.') || path.includes('%2') || path.includes('\\')) &&
  /[/\\](\.|%2e){1,2}(?=[/\\]|%2f|%5c|$)|%2f(\.|%2e){1,2}(%2f|\/|$)/i.test(path)

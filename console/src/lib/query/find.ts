/** Returns whether the texts of a row contain every searched word, as the parameter `find` of lists does. */
export function matchesFind(texts: readonly (string | undefined)[], find = ''): boolean {
  const text = texts.join('\n').toLowerCase()
  return find
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

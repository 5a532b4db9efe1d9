/** The name that differs least (Levenshtein), for people who mistyped one. */
export function nearest(name: string, names: string[]): { name: string; distance: number } | undefined {
  const ranked = names.map((candidate) => ({
    name: candidate,
    distance: distance(name.toLowerCase(), candidate.toLowerCase()),
  }))
  return ranked.sort((a, b) => a.distance - b.distance)[0]
}

function distance(a: string, b: string) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

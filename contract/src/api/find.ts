// What the search box of a list finds: the server and the console select the same rows.

/** Returns a field of an object, and nothing of anything else. */
export const readField = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined

/** Returns the rows whose fields contain every searched word, ignoring case. A field may be a path, also into lists: `users.user`. */
export function findRows<R>(fields: readonly string[], find: string | undefined, rows: readonly R[]): R[] {
  const words = (find ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...rows]
  return rows.filter((row) => {
    const texts = fields.flatMap((path) => listTexts(row, path))
    const text = texts.join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

function listTexts(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => listTexts(entry, path))
  const [key = '', ...rest] = path.split('.')
  const field = key === '' ? value : readField(value, key)
  if (Array.isArray(field) || rest.length > 0) return listTexts(field, rest.join('.'))
  if (field === undefined || field === null) return []
  return [typeof field === 'object' ? JSON.stringify(field) : String(field)]
}

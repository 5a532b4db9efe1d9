/**
 * Returns the fields of an error that are logged. Others stay out: PostgreSQL puts the row that it refused into `detail`, and
 * a parser what it was reading.
 */
export function toLogFields(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const about: Record<string, unknown> = { type: error.constructor.name, message: toMessage(error) }
  for (const name of ['code', 'errcode', 'syscall', 'severity', 'table', 'constraint'])
    if (name in error) about[name] = Reflect.get(error, name)
  about.stack = listPlaces(error)
  if (error.cause !== undefined && depth < 3) about.cause = toLogFields(error.cause, depth + 1)
  return about
}

/** JSON.parse quotes what it could not read. */
const toMessage = (error: Error) =>
  error instanceof SyntaxError ? error.message.replace(/".*"/s, '"…"') : error.message

/** Without the message, which stands before them and is told by itself. */
const listPlaces = ({ stack = '' }: Error) =>
  stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n')

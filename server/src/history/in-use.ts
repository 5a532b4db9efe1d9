import { conflict } from '../platform/http/problem.ts'

/** Refuses an undo that would take a name away which others use. `isVisible`: the caller may see the user. */
export function refuseInUse(
  name: string,
  users: { _id: string; name: string }[],
  isVisible: (id: string) => boolean = () => true,
) {
  if (users.length === 0) return
  const shown = users.filter(({ _id }) => isVisible(_id)).map((user) => `"${user.name}"`)
  throw conflict('undo-in-use', { name, count: users.length, users: shown.slice(0, 20).join(', ') })
}

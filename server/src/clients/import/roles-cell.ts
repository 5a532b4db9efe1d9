// Reads and writes the roles of a client in one cell: `nurse; lab`. A backslash takes `;`, `|` and itself as they are.

export const readRolesCell = (cell: string): string[] =>
  [...cell.matchAll(/(?:\\[;|\\]|[^;|])+/g)].map(([role]) => role.replace(/\\([;|\\])/g, '$1').trim()).filter(Boolean)

export const writeRolesCell = (roles: readonly string[]): string =>
  roles.map((role) => role.replace(/[;|\\]/g, '\\$&')).join('; ')

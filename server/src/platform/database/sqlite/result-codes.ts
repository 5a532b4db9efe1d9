// sqlite.org/rescode.html
const resultCodes = { busy: 5, constraint: 19 } as const

/** Tells whether an error of SQLite is of a kind. An extended code has the code of its kind in the lower byte. */
export const isSqliteError = (error: unknown, kind: keyof typeof resultCodes) =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === resultCodes[kind]

/** Tells whether a call of the file system failed with this code. */
export const isFileError = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code

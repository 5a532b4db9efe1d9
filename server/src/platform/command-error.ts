/** EX_CONFIG of sysexits.h: another start with the same configuration fails in the same way. */
export const badConfiguration = 78

/** An error that ends a command. Its message is one sentence for the person who ran it. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number

  constructor(message: string, { exitCode = 1, ...options }: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options)
    this.exitCode = exitCode
  }
}

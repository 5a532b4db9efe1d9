// Reads a password from the terminal, without showing it.
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { CommandError } from '../platform/command-error.ts'

/** Returns the password of the variable, or what is typed. Throws one sentence when there is neither. */
export async function readPassword(
  variable: { name: string; value: string | undefined },
  question: string,
): Promise<string> {
  if (variable.value) return variable.value
  const { stdin, stderr } = process
  if (!stdin.isTTY) throw new CommandError(`There is no terminal to ask for the password: set ${variable.name}.`)
  stderr.write(`${question}: `)
  // What is typed is echoed to nothing.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: stdin, output, terminal: true })
  try {
    return await terminal.question('')
  } finally {
    terminal.close()
    stderr.write('\n')
  }
}

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Pair } from './certificates.ts'

const exec = promisify(execFile)

/** Runs `curl`, and returns the status and the body. */
export async function curl(...args: string[]) {
  const { stdout } = await exec('curl', ['-sk', '--max-time', '20', '-w', '\n%{http_code}', ...args])
  const end = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) }
}

export const withCertificate = ({ cert, key }: Pair) => ['--cert', cert, '--key', key]

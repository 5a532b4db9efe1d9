// Reads the access log of a proxy: what OpenHIM answered to each request.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Answer, readAnswerLine } from '@mediary/contract/transactions/shadow'
import { CommandError } from '../platform/command-error.ts'

/** Returns the answers to the requests that are wanted, by the id of the request. The file has a JSON object in each line. */
export async function readAnswers(file: string, isWanted: (id: string) => boolean): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>()
  const problem: { at: number | undefined } = { at: undefined }
  const input = createReadStream(file, 'utf8')
  let n = 0
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      n++
      // The proxy may be writing the last line at this moment: only a line before others must be whole.
      if (problem.at !== undefined) break
      const read = readAnswerLine(line)
      if (!read) problem.at = n
      else if (isWanted(read.id)) answers.set(read.id, read)
    }
  } catch (cause) {
    throw new CommandError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}.`)
  }
  if (problem.at !== undefined && problem.at < n)
    throw new CommandError(
      `${file}: line ${problem.at} is no JSON object with id, status and transaction: see the log_format in the guide.`,
    )
  return answers
}

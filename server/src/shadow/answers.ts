// Reads the access log of a proxy: what OpenHIM answered to each request.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { CommandError } from '../platform/command-error.ts'

/** `transaction`: the id of OpenHIM's transaction. Absent when OpenHIM refused the request, and so recorded none. */
export type Answer = { status: number; transaction?: string | undefined }

const Line = z.object({
  id: z.string().min(1),
  status: z.coerce.number().int().min(100).max(999),
  // The proxy writes a dash or nothing for a header that was not there.
  transaction: z
    .string()
    .optional()
    .transform((id) => (id === '' || id === '-' ? undefined : id)),
})

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
      const read = parseLine(line)
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

function parseLine(line: string) {
  try {
    return Line.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

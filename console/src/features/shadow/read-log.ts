// Reads the access log of the proxy that copies requests.
import { type Answer, maxAnswers, readAnswerLine } from '@mediary/contract/transactions/shadow'

/** The content of a chosen file. `isCut`: it has older lines, which were not read. */
export type ReadLog = { name: string; answers: Answer[]; isCut: boolean }

/** The name of a file that is no such log, for the message that says so. */
export class UnreadableLogError extends Error {}

/** A call to the server takes no more. */
const maxBytes = 32 * 1024 * 1024

/** Reads the newest lines of a log. Only the first line may have been cut off, and the last may be on its way. */
export async function readLog(file: File): Promise<ReadLog> {
  const start = Math.max(0, file.size - maxBytes)
  const lines = (await file.slice(start).text()).split(/\r?\n/).filter((line) => line.trim() !== '')
  const read = lines.slice(start > 0 ? 1 : 0).map(readAnswerLine)
  if (read.slice(0, -1).includes(undefined) || (read.length > 0 && read.every((answer) => answer === undefined)))
    throw new UnreadableLogError(file.name)
  const answers = read.filter((answer) => answer !== undefined)
  return { name: file.name, answers: answers.slice(-maxAnswers), isCut: start > 0 || answers.length > maxAnswers }
}

import type { Enrolled, Enrolling, EnrolmentStore } from '../../authority/index.ts'
import { ProblemError } from '../../platform/http/problem.ts'
import type { Log } from '../../platform/log.ts'
import { type AttemptStore, attempts } from '../../sessions/index.ts'
import { type FromSupervisor, type FromWorker, sendToSupervisor } from '../messages.ts'

const patience = 20_000

/** Limits guesses of enrolment codes. Only the control processes check codes: guesses over every listener are counted there. */
export function limitCodeGuesses(
  { enrolments, attempts: store }: { enrolments: EnrolmentStore; attempts: AttemptStore },
  log: Log,
) {
  const tried = attempts({ store, reason: 'too-many-codes' })
  const toStatus = (problem: unknown) => (problem instanceof ProblemError ? problem.problem.status : 500)

  const trial = async (asked: Enrolling): Promise<Enrolled> => {
    const made: { enrolled: Enrolled | undefined; problem: unknown } = { enrolled: undefined, problem: undefined }
    // A code that is wrong, too late or spoilt counts as a wrong password would.
    const from = { address: asked.address, connection: asked.address }
    await tried('enrolment', from, async () => {
      try {
        made.enrolled = await enrolments.enrol(asked)
        return true
      } catch (error) {
        made.problem = error
        return false
      }
    })
    if (!made.enrolled) throw made.problem
    return made.enrolled
  }

  return async (asked: Enrolling): Promise<Enrolled> => {
    const logGuess = (status: number) => log.info({ address: asked.address, status }, 'a code for enrolment was tried')
    try {
      const enrolled = await trial(asked)
      logGuess(201)
      return enrolled
    } catch (error) {
      logGuess(toStatus(error))
      throw error
    }
  }
}

/** Answers the enrolments that the gateway workers pass on to the control process. */
export function enrolmentResponder(enrol: (asked: Enrolling) => Promise<Enrolled>, log: Log) {
  const answerTo = async (asked: Enrolling) => {
    const { certificate, chain } = await enrol(asked)
    return { status: 201, text: certificate + chain }
  }

  return async ({ asker, request, ...asked }: FromSupervisor & { type: 'enrol' }) => {
    const answer = await answerTo(asked).catch((error: unknown) => {
      if (error instanceof ProblemError) return { status: error.problem.status, text: error.problem.detail }
      log.error({ err: error }, 'a client could not be enrolled')
      return { status: 500, text: 'Something went wrong. The log of the server says what.' }
    })
    sendToSupervisor({ type: 'enrolled', asker, request, ...answer })
  }
}

/** The worker's side. */
export function enrolmentClient() {
  const waiting = new Map<number, (answer: { status: number; text: string }) => void>()
  const state = { request: 0 }
  return {
    enrol: (asked: Omit<FromWorker & { type: 'enrol' }, 'type' | 'request'>) =>
      new Promise<{ status: number; text: string }>((resolve) => {
        const request = ++state.request
        const done = (answer: { status: number; text: string }) => {
          clearTimeout(timer)
          waiting.delete(request)
          resolve(answer)
        }
        const timer = setTimeout(() => done({ status: 503, text: 'Try again in a moment.' }), patience)
        waiting.set(request, done)
        sendToSupervisor({ type: 'enrol', request, ...asked })
      }),
    answered: ({ request, status, text }: FromSupervisor & { type: 'enrolled' }) =>
      waiting.get(request)?.({ status, text }),
  }
}

import type { EnrolmentStore } from '../authority/index.ts'
import type { Log } from '../platform/log.ts'
import { ProblemError } from '../platform/problem.ts'
import { attempts } from '../sessions/index.ts'
import { type FromSupervisor, type FromWorker, tell } from './messages.ts'

const patience = 20_000

/** The control process's side: codes are tried here only, so that guesses are counted in one place. */
export function enroller(enrolments: EnrolmentStore, log: Log) {
  const tried = attempts()

  const enrol = async (asked: { code: string; csr: string; address: string }) => {
    const made = { text: '', problem: undefined as unknown }
    // A code that is wrong, too late or spoilt counts as a wrong password would.
    await tried('enrolment', asked.address, async () => {
      try {
        const { certificate, chain } = await enrolments.enrol(asked)
        made.text = certificate + chain
        return true
      } catch (error) {
        made.problem = error
        return false
      }
    })
    if (made.problem) throw made.problem
    return { status: 201, text: made.text }
  }

  return async ({ asker, request, ...asked }: FromSupervisor & { type: 'enrol' }) => {
    const answer = await enrol(asked).catch((error: unknown) => {
      if (error instanceof ProblemError) return { status: error.problem.status, text: error.problem.detail }
      log.error({ err: error }, 'a client could not be enrolled')
      return { status: 500, text: 'Something went wrong. The log of the server says what.' }
    })
    log.info({ address: asked.address, status: answer.status }, 'a code for enrolment was tried')
    tell({ type: 'enrolled', asker, request, ...answer })
  }
}

/** The worker's side. */
export function enrolling() {
  const waiting = new Map<number, (answer: { status: number; text: string }) => void>()
  const state = { request: 0 }
  return {
    enrol: (asked: Omit<FromWorker & { type: 'enrol' }, 'type' | 'request'>) =>
      new Promise<{ status: number; text: string }>((resolve) => {
        const request = ++state.request
        const done = (answer: { status: number; text: string }) => {
          clearTimeout(late)
          waiting.delete(request)
          resolve(answer)
        }
        const late = setTimeout(() => done({ status: 503, text: 'Try again in a moment.' }), patience)
        waiting.set(request, done)
        tell({ type: 'enrol', request, ...asked })
      }),
    answered: ({ request, status, text }: FromSupervisor & { type: 'enrolled' }) =>
      waiting.get(request)?.({ status, text }),
  }
}

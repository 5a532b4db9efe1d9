import { type FromSupervisor, sendToSupervisor } from '../messages.ts'

type Asked = { type: 'publish' } | { type: 'restart'; keystore: string }

/** Asks the supervisor to do something, and waits until it is done. */
export class SupervisorRequests {
  #waiting = new Map<number, PromiseWithResolvers<void>>()
  #last = 0

  ask(asked: Asked): Promise<void> {
    const request = ++this.#last
    const answer = Promise.withResolvers<void>()
    this.#waiting.set(request, answer)
    sendToSupervisor({ ...asked, request })
    return answer.promise
  }

  finish({ request, failed }: FromSupervisor & { type: 'done' }): void {
    const answer = this.#waiting.get(request)
    if (failed) answer?.reject(new Error('The supervisor could not do what was asked'))
    else answer?.resolve()
    this.#waiting.delete(request)
  }
}

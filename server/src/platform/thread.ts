import { parentPort, Worker } from 'node:worker_threads'

type Asked<Question> = { id: number; question: Question }
type Answered<Answer> = { id: number; answer: Answer } | { id: number; failed: string }

type Waiting<Answer> = { resolve: (answer: Answer) => void; reject: (error: unknown) => void; timer: NodeJS.Timeout }

/** `maxDuration`: milliseconds that an answer may take; then the thread is ended, and all that waits for it fails with `tooSlow`. */
type Options = { data?: unknown; maxDuration: number; tooSlow: () => Error }

/** Asks a file that calls `answering`, in a thread: started when it is first needed, and anew after it had to be ended. */
export function thread<Question, Answer>(file: string, { data, maxDuration, tooSlow }: Options) {
  const waiting = new Map<number, Waiting<Answer>>()
  const state: { worker: Worker | undefined; asked: number } = { worker: undefined, asked: 0 }

  const take = (id: number) => {
    const one = waiting.get(id)
    waiting.delete(id)
    clearTimeout(one?.timer)
    return one
  }
  const end = (error: unknown) => {
    const { worker } = state
    state.worker = undefined
    for (const id of [...waiting.keys()]) take(id)?.reject(error)
    return worker?.terminate()
  }
  const start = () => {
    const worker = new Worker(file, { workerData: data })
    worker.on('message', (message: Answered<Answer>) => {
      if ('answer' in message) take(message.id)?.resolve(message.answer)
      else take(message.id)?.reject(new Error(message.failed))
    })
    worker.on('error', (error) => void (worker === state.worker && end(error)))
    // After the listeners, which hold the process again.
    worker.unref()
    return worker
  }

  return {
    ask: (question: Question) =>
      new Promise<Answer>((resolve, reject) => {
        state.worker ??= start()
        const id = ++state.asked
        const timer = setTimeout(() => void end(tooSlow()), maxDuration)
        waiting.set(id, { resolve, reject, timer })
        state.worker.postMessage({ id, question } satisfies Asked<Question>)
      }),
    close: async () => void (await end(new Error('the thread was closed'))),
  }
}

/** In the file that is asked. */
export function answering<Question>(answer: (question: Question) => unknown) {
  const say = (message: Answered<unknown>) => parentPort?.postMessage(message)
  parentPort?.on('message', ({ id, question }: Asked<Question>) => {
    try {
      say({ id, answer: answer(question) })
    } catch (error) {
      say({ id, failed: String(error) })
    }
  })
}

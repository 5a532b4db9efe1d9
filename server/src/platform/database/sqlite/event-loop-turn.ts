/** Milliseconds. Statements of SQLite are synchronous: a chain of them would keep the event loop from everything else. */
const maxTurn = 10

/** Returns the function that a chain of statements awaits before each: once a turn of the event loop is long, the next one goes on. */
export function leaveTurns(limit = maxTurn): () => Promise<void> {
  let began: number | undefined
  const begin = () => {
    began = performance.now()
    setImmediate(() => {
      began = undefined
    })
  }
  return async () => {
    while (began !== undefined && performance.now() - began >= limit) await new Promise(setImmediate)
    if (began === undefined) begin()
  }
}

export type Wake = ReturnType<typeof waker>

/** Lets loops wait for something to happen, for a time. */
export function waker() {
  const waiting = new Set<() => void>()
  return {
    now() {
      for (const wake of [...waiting]) wake()
    },
    wait: (milliseconds: number) =>
      new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          waiting.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, milliseconds)
        waiting.add(wake)
      }),
  }
}

export type Wake = ReturnType<typeof createWake>

/** Lets loops wait for something to happen, for a time. */
export function createWake() {
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

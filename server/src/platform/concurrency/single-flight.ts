/**
 * Work that is done once at a time. Who asks while it is under way waits for another turn, which all who wait share:
 * the one under way may have read what it needs before they changed it.
 */
export function singleFlight(work: () => Promise<void>) {
  const state: { running: Promise<void>; next: Promise<void> | undefined } = {
    running: Promise.resolve(),
    next: undefined,
  }
  const take = () => {
    state.next = undefined
    const running = work()
    state.running = running.catch(() => undefined)
    return running
  }
  return (): Promise<void> => {
    state.next ??= state.running.then(take)
    return state.next
  }
}

// Describes the headers that an upstream got by their difference from the recorded headers of the request.

/** `removed`: the positions of the recorded headers that were not sent. `added` is flat: name, value, name, value … */
export type HeaderChanges = { removed: number[]; added: string[] }

/** Returns the changes that lead from the recorded headers to the sent ones. Both are flat. */
export function diffHeaders(recorded: readonly string[], sent: readonly string[]): HeaderChanges {
  const removed: number[] = []
  let next = 0
  for (let i = 0; i < recorded.length; i += 2) {
    if (recorded[i] === sent[next] && recorded[i + 1] === sent[next + 1]) next += 2
    else removed.push(i / 2)
  }
  return { removed, added: sent.slice(next) }
}

/** Returns the sent headers. */
export const applyHeaderChanges = (recorded: readonly string[], { removed, added }: HeaderChanges): string[] => [
  ...recorded.filter((_, i) => !removed.includes(Math.floor(i / 2))),
  ...added,
]

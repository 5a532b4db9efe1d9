/** Reads from the log of a program which calls of its API were answered, and how: `201 POST /metadata`. */
export const readCalls = (output: string): string[] =>
  output.split('\n').flatMap((line) => {
    if (!line.includes('"answered"')) return []
    const { status, method, route } = JSON.parse(line) as { status: number; method: string; route?: string }
    return route === '/heartbeat' ? [] : [`${status} ${method} ${route ?? 'an unknown path'}`]
  })

// Keeps the memory of a long command small.

/**
 * The young generation: V8 lets it grow to three times 32 MB. And V8 learns from the first documents that such objects live
 * long, and makes all later ones in the old generation, where they stay until it has grown by some hundred megabytes.
 */
const flags = ['--max-semi-space-size=8', '--no-allocation-site-pretenuring']

/** Starts the program again in the same process, with flags that V8 reads only at its start. Does nothing the second time. */
export function restartWithSmallHeap(): void {
  if (!process.execve || flags.every((flag) => process.execArgv.includes(flag))) return
  process.execve(process.execPath, [process.execPath, ...flags, ...process.execArgv, ...process.argv.slice(1)])
}

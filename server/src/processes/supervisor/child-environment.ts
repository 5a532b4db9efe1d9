// Fixed, they no longer grow to 32 and 64 MiB with the largest block that was ever freed. High enough for what a request allocates.
const limits = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '4194304', MALLOC_MMAP_THRESHOLD_: '1048576' }

/**
 * The environment in which a process of the program begins. glibc keeps what was freed for a later request, above all after a
 * start, which reads and compiles megabytes; with these limits it gives most of it back. Whoever sets one of them keeps it.
 */
// biome-ignore lint/style/noProcessEnv: children get the environment of their parent
export const childEnvironment = () => ({ ...limits, ...process.env })

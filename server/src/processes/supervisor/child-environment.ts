/**
 * Blocks of 1 MiB and more go back to the system when they are freed. By default glibc raises this limit with each such block, up to
 * 32 MiB, so that what a start reads and compiles leaves holes that stay. The second one is the default's maximum: what requests free is kept for the next ones.
 */
const limits = { MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_TRIM_THRESHOLD_: '67108864' }

/** The environment in which a process of the program begins. Whoever sets one of the limits keeps it. */
// biome-ignore lint/style/noProcessEnv: children get the environment of their parent
export const childEnvironment = () => ({ ...limits, ...process.env })

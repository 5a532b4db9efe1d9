// The console may stand below a path of a proxy, such as /him. The server writes the path into the page.
const page = globalThis.document?.querySelector('meta[name="console-path"]')?.getAttribute('content') ?? '/console/'

/** The path before the addresses of the API. It is empty, or begins with a slash and ends without one. */
export const basePath = page.replace(/\/console\/$/, '')

/** The path before the addresses of the console's pages. */
export const consolePath = `${basePath}/console`

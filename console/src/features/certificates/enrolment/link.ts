/** Builds the link that an administrator sends to a facility. The code stands after the `#`, so that it reaches no log. */
export const buildEnrolmentLink = (origin: string, code: string) => `${origin}/console/enrol#code=${code}`

export const readCode = (fragment: string) => new URLSearchParams(fragment).get('code') ?? ''

/** Returns whether a host name refers to the machine that opens it. */
export const isLocal = (host: string) => /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(host)

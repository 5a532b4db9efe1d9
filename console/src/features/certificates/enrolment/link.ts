/** What an administrator sends to a facility. The code stands after the `#`, so that it reaches no log. */
export const buildEnrolmentLink = (origin: string, code: string) => `${origin}/console/enrol#code=${code}`

export const readCode = (fragment: string) => new URLSearchParams(fragment).get('code') ?? ''

/** Whether an address means something only on the machine where it is opened. */
export const isLocal = (host: string) => /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(host)

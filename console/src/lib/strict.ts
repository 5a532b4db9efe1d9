import { config } from 'zod'

// The Content-Security-Policy forbids code made from text, which zod would otherwise use for speed. The build gives this
// module to the contract in place of zod, so that it runs before any schema is made.
config({ jitless: true })

export * from 'zod'

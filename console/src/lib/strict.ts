import { config } from 'zod'

// The Content-Security-Policy forbids code made from text, which zod would otherwise use for speed. Imported before any schema.
config({ jitless: true })

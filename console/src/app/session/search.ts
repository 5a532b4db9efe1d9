import { z } from 'zod'

export const SignInSearch = z.object({
  // Only a path of our own: an address of another site would make the sign-in page a trap.
  to: z
    .string()
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
})

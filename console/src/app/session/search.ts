import { addressSchema } from '../../lib/address.ts'

export const SignInSearch = addressSchema({
  // Only a path of our own: an address of another site would make the sign-in page a trap.
  to: (given) => (typeof given === 'string' && /^\/(?![/\\])/.test(given) ? given : undefined),
})

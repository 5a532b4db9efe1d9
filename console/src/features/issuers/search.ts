import { z } from 'zod'
import { textParameter } from '../../lib/address.ts'

export const IssuersSearch = z.object({
  edit: textParameter.describe('the id of an issuer, or "new"'),
  delete: textParameter.describe('the id of the issuer to remove'),
  issuer: textParameter.describe('the claim "iss" that a new issuer begins with'),
})
export type IssuersSearch = z.infer<typeof IssuersSearch>

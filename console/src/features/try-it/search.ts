import { httpMethods } from '@mediary/contract/channels'
import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'

export const TryItSearch = z.object({
  try: textParameter.describe('id of the client as whom a request is tried'),
  method: choiceParameter(httpMethods),
  path: textParameter,
})

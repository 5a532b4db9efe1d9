import { httpMethods } from '@mediary/contract/channels'
import { addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'

export const TryItSearch = addressSchema({
  /** Id of the client as whom a request is tried. */
  try: textParameter,
  method: choiceParameter(httpMethods),
  path: textParameter,
})

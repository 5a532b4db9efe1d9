import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'

export const periods = ['1', '5', '15', '60'] as const

export const VisualizerSearch = addressSchema({
  minutes: choiceParameter(periods),
  /** The id of a saved map. */
  show: textParameter,
  /** The id of a saved map, or "new". */
  edit: textParameter,
  /** The id of the saved map to delete. */
  delete: textParameter,
})
export type VisualizerSearch = AddressOf<typeof VisualizerSearch>

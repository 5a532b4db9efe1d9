import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'

export const periods = ['1', '5', '15', '60'] as const

export const VisualizerSearch = z.object({
  minutes: choiceParameter(periods),
  show: textParameter.describe('the id of a saved map'),
  edit: textParameter.describe('the id of a saved map, or "new"'),
  delete: textParameter.describe('the id of the saved map to delete'),
})
export type VisualizerSearch = z.infer<typeof VisualizerSearch>

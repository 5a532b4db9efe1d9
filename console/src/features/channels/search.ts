import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'
import { channelColumns } from './list/list-rules.ts'
import { formPlaces } from './sections/places.ts'

export const ChannelsSearch = addressSchema({
  find: textParameter,
  sort: choiceParameter(channelColumns),
  order: choiceParameter(['up', 'down']),
  delete: textParameter,
  restore: textParameter,
  /** Name of the channel that was just made. */
  saved: textParameter,
})
export type ChannelsSearch = AddressOf<typeof ChannelsSearch>

export const ChannelSearch = addressSchema({
  /** Id of the channel that a new one begins as. */
  from: textParameter,
  /** The path that a new channel begins with. */
  path: textParameter,
  /** The form is open, and begins at this place. */
  edit: choiceParameter(formPlaces),
})

import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'
import { channelColumns } from './list/list-rules.ts'

export const ChannelsSearch = z.object({
  find: textParameter,
  sort: choiceParameter(channelColumns),
  order: choiceParameter(['up', 'down']),
  delete: textParameter,
  restore: textParameter,
  saved: textParameter.describe('name of the channel that was just made'),
})
export type ChannelsSearch = z.infer<typeof ChannelsSearch>

export const ChannelSearch = z.object({
  from: textParameter.describe('id of the channel that a new one begins as'),
  path: textParameter.describe('the path that a new channel begins with'),
})

import { channelsApi } from '../channels.ts'
import { alertPreviewApi } from './alert-preview.ts'
import { channelChecksApi } from './checks.ts'
import { pollingApi } from './polling.ts'

/** All endpoints of channels, by concept. */
export const channelsApis = {
  channels: channelsApi,
  channelChecks: channelChecksApi,
  alertPreview: alertPreviewApi,
  polling: pollingApi,
}

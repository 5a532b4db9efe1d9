import { useMessages } from '../../../messages/use-messages.ts'
import { type ChannelDraft, toDraft } from '../detail/draft.ts'
import type { FormSection } from './places.ts'

const standard = toDraft(undefined)
const sorted = ({ methods }: ChannelDraft) => methods.toSorted().join(', ')

const keep = (texts: readonly (string | false)[]): string[] => texts.flatMap((text) => text || [])

/** Returns what is set in each section of the form, in short. What is as in a new channel is left out. */
export function useSummaries(draft: ChannelDraft): Record<FormSection, string[]> {
  const t = useMessages('channelForm')
  const channels = useMessages('channels')
  const limits = useMessages('limits')
  return {
    general: keep([
      draft.status !== 'enabled' && channels(draft.status),
      draft.priority !== '' && t('set.priority', { number: draft.priority }),
      draft.timeout !== '' && t('set.timeout', { number: draft.timeout }),
      draft.description,
    ]),
    intake: useIntakeSummary()(draft),
    matching: keep([
      draft.type === 'http' && sorted(draft) !== sorted(standard) && draft.methods.join(', '),
      draft.matchContentTypes,
      draft.contentRule !== 'none' && channels(draft.contentRule),
    ]),
    addresses: keep([draft.whitelist, draft.corsOrigins]),
    limits: keep([draft.limits.mode !== 'none' && limits(`mode.${draft.limits.mode}`)]),
    answers: useAnswersSummary()(draft),
    data: useDataSummary()(draft),
    'search-keys': draft.searchKeys.map(({ searchKey }) => searchKey.name),
    retry: keep([
      draft.autoRetryEnabled &&
        t('set.retry', { minutes: draft.autoRetryPeriodMinutes, attempts: draft.autoRetryMaxAttempts || '∞' }),
    ]),
    alerts: keep([draft.alerts.length > 0 && String(draft.alerts.length)]),
    properties: draft.properties.map(({ name }) => name),
  }
}

function useIntakeSummary() {
  const t = useMessages('channelForm')
  const listener = useMessages('channelListener')
  return ({ type, tcpPort, pollingSchedule }: ChannelDraft) =>
    keep([
      type !== 'http' && listener(type),
      (type === 'tcp' || type === 'tls') && tcpPort !== '' && t('set.port', { number: tcpPort }),
      type === 'polling' && pollingSchedule,
    ])
}

function useAnswersSummary() {
  const t = useMessages('channelForm')
  return (draft: ChannelDraft) =>
    keep([
      draft.compressResponses && t('set.compress'),
      draft.isAsynchronousProcess && t('set.asynchronous'),
      draft.rewriteUrls && t('rewrite'),
    ])
}

function useDataSummary() {
  const t = useMessages('channelForm')
  const data = useMessages('channelRetention')
  return (draft: ChannelDraft) =>
    keep([
      !draft.requestBody && t('set.no-request-bodies'),
      !draft.responseBody && t('set.no-response-bodies'),
      draft.sealBodies && data('sealBodies'),
      draft.demandBodyReason && data('demandBodyReason'),
      draft.maxBodyAgeDays !== '' && t('set.body-days', { days: draft.maxBodyAgeDays }),
      draft.maxRecordAgeDays !== '' && t('set.record-days', { days: draft.maxRecordAgeDays }),
      draft.maxBodyBytes !== '' && t('set.body-bytes', { bytes: draft.maxBodyBytes }),
      draft.whenTooLarge === 'pass' && data('whenTooLarge.pass'),
      draft.whenUnrecordable === 'pass' && data('whenUnrecordable.pass'),
    ])
}

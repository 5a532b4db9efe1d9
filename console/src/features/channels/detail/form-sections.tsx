import { FormLimits } from '../../limits/form-section.tsx'
import { AlertsSection } from '../alerts/alerts.tsx'
import { RoutesSection } from '../routes/routes.tsx'
import { AdvancedSection } from './advanced.tsx'
import type { ChannelForm } from './form.ts'
import { ListenerSection } from './listener.tsx'
import { MatchingSection } from './matching.tsx'
import { RetentionSection } from './retention.tsx'
import { RetrySection } from './retry.tsx'
import { SearchKeysSection } from './search-keys.tsx'
import { AccessSection, BasicsSection } from './sections.tsx'

/** The ids of the sections of the form, in order. */
export const formSections = [
  'basics',
  'intake',
  'matching',
  'access',
  'limits',
  'routes',
  'data',
  'search-keys',
  'retry',
  'alerts',
  'more',
] as const

/** The sections of the form of a channel. `channel` is the id of a stored one. */
export const FormSections = ({ form, channel }: { form: ChannelForm; channel: string | undefined }) => (
  <>
    <BasicsSection form={form} />
    <ListenerSection form={form} />
    <MatchingSection form={form} channel={channel} />
    <AccessSection form={form} />
    <FormLimits
      draft={form.draft.limits}
      change={(limits) => form.change({ limits })}
      findIssue={form.findIssue}
      stored={channel === undefined ? undefined : { kind: 'channel', id: channel }}
      refusals={form.stored && `/refusals?${new URLSearchParams({ code: 'over-limit', channel: form.stored.name })}`}
    />
    <RoutesSection form={form} />
    <RetentionSection form={form} channel={channel} />
    <SearchKeysSection form={form} />
    <RetrySection form={form} />
    <AlertsSection form={form} />
    <AdvancedSection form={form} />
  </>
)

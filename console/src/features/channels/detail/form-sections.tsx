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
    <RoutesSection form={form} />
    <RetentionSection form={form} channel={channel} />
    <SearchKeysSection form={form} />
    <RetrySection form={form} />
    <AlertsSection form={form} />
    <AdvancedSection form={form} />
  </>
)

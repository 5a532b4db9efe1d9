import { Alert, Textarea } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import { Section } from '../../../ui/page.tsx'
import type { ChannelForm } from './form.ts'

/** The settings of a channel that have no field of their own, as JSON. */
export function AdvancedSection({ form: { draft, change, advancedProblem, otherIssues } }: { form: ChannelForm }) {
  const t = useMessages('channels')
  return (
    <Section id="more" title={t('more')} intro={t('more.intro')}>
      <Textarea
        aria-label={t('more')}
        autosize
        minRows={4}
        maxRows={18}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={draft.advanced}
        error={advancedProblem && t(advancedProblem)}
        onChange={({ currentTarget }) => change({ advanced: currentTarget.value })}
      />
      {otherIssues.map(({ path, message }) => (
        <Alert key={path + message} color="red" role="alert" mt="xs">
          {path ? `${path}: ${message}` : message}
        </Alert>
      ))}
    </Section>
  )
}

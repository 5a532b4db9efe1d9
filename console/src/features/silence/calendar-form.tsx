import { Textarea } from '@mantine/core'
import { silenceApi } from '@mediary/contract/operations/silence'
import { readHolidays } from '@mediary/contract/operations/silence/holidays'
import type { SilenceSettings } from '@mediary/contract/operations/silence/settings'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { useDraft } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import type { Alerts } from '../../ui/alerts.tsx'
import { SaveRow } from '../../ui/buttons.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { Unsaved } from '../../ui/unsaved.tsx'
import { toDraft, toSettings } from './draft.ts'
import type { CalendarFormState } from './form-state.ts'
import { silenceQuery } from './queries.ts'
import { RhythmFields } from './rhythms.tsx'
import { WindowFields } from './windows.tsx'

type CalendarFormProps = { stored: SilenceSettings; clients: CalendarFormState['clients']; alerts: Alerts }

/** The form of holidays, maintenance windows and rhythms that a person sets. */
export function CalendarForm({ stored, clients, alerts }: CalendarFormProps) {
  const t = useMessages('silence')
  const disabled = !useMay()('contact-list-manage')
  const client = useQueryClient()
  const { draft, touched, change } = useDraft(toDraft(stored))
  const { unreadable } = readHolidays(draft.holidays)
  const save = useMutation({
    mutationFn: () => call(silenceApi.saveSettings, { body: toSettings(draft) }),
    onSuccess: () => alerts.add('success', t('saved')),
    onSettled: () => client.invalidateQueries({ queryKey: silenceQuery.queryKey }),
  })
  const { error } = save
  const form: CalendarFormState = {
    draft,
    disabled,
    clients,
    change: (part) => {
      change(part)
      if (!save.isPending) save.reset()
    },
    findIssue: (path) =>
      error instanceof ApiProblem ? error.issues.find((issue) => issue.path === path)?.message : undefined,
  }
  return (
    <>
      <Section id="holidays" title={t('holidays')}>
        <Textarea
          label={t('holidays')}
          description={t('holidays.why')}
          autosize
          minRows={3}
          maxRows={12}
          spellCheck={false}
          disabled={disabled}
          value={draft.holidays}
          error={unreadable.length > 0 ? t('unreadable', { lines: unreadable.join(' · ') }) : undefined}
          onChange={({ currentTarget }) => form.change({ holidays: currentTarget.value })}
        />
      </Section>
      <WindowFields form={form} />
      <RhythmFields form={form} />
      <ErrorAlert error={error} mb="md" />
      {!disabled && <SaveRow save={save} alerts={alerts} label={t('save')} disabled={unreadable.length > 0} />}
      <Unsaved touched={touched} place="view" />
    </>
  )
}

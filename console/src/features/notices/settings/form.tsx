import { Text } from '@mantine/core'
import type { ContactMethod } from '@mediary/contract/operations/contact-groups'
import { type NoticeSettings, noticesApi } from '@mediary/contract/operations/notices'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { ApiProblem } from '../../../lib/api/problem.ts'
import { useDraft } from '../../../lib/draft.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import type { Alerts } from '../../../ui/alerts.tsx'
import { SaveRow } from '../../../ui/buttons.tsx'
import { ErrorAlert, useErrorSentence } from '../../../ui/failure.tsx'
import { Unsaved } from '../../../ui/unsaved.tsx'
import { describeError } from '../describe-error.ts'
import { noticeSettingsQuery } from '../queries.ts'
import { toDraft, toSettings } from './draft.ts'
import type { SettingsFormState } from './form-state.ts'
import { GeneralSection } from './general.tsx'
import { MailSection } from './mail.tsx'
import { SmsSection } from './sms.tsx'
import { WebhookSection } from './webhook.tsx'

/** The form of the notice settings. */
export function SettingsForm({ stored, alerts }: { stored: NoticeSettings; alerts: Alerts }) {
  const t = useMessages('notices')
  const may = useMay()
  const client = useQueryClient()
  const { draft, touched, change } = useDraft(toDraft(stored))
  const save = useMutation({
    mutationFn: () => call(noticesApi.saveSettings, { body: toSettings(draft) }),
    onSuccess: () => {
      // What was typed as a secret is stored, and is not shown again.
      change({
        mail: { ...draft.mail, password: '' },
        webhook: { ...draft.webhook, secret: '' },
        sms: { ...draft.sms, authorization: '' },
      })
      alerts.add('success', t('saved'))
    },
    onSettled: () => client.invalidateQueries({ queryKey: noticeSettingsQuery.queryKey }),
  })
  const test = useTest(alerts)
  const { error } = save
  const disabled = !may('user-manage')
  const form: SettingsFormState = {
    stored,
    draft,
    disabled,
    change: (part) => {
      change(part)
      if (!save.isPending) save.reset()
    },
    findIssue: (path) =>
      error instanceof ApiProblem ? error.issues.find((issue) => issue.path === path)?.message : undefined,
    sendTest: may('contact-list-manage') && !touched ? test.send : undefined,
    testing: test.testing,
  }
  return (
    <>
      <GeneralSection form={form} />
      <MailSection form={form} />
      <WebhookSection form={form} />
      <SmsSection form={form} />
      <ErrorAlert error={error} mb="md" />
      {!disabled && (
        <SaveRow save={save} alerts={alerts} label={t('save')}>
          {touched && <Text c="dimmed">{t('test.first')}</Text>}
        </SaveRow>
      )}
      <Unsaved touched={touched} place="view" />
    </>
  )
}

function useTest(alerts: Alerts) {
  const t = useMessages('notices')
  const sentence = useErrorSentence()
  const client = useQueryClient()
  const test = useMutation({
    mutationFn: (method: ContactMethod) => call(noticesApi.test, { body: { method } }),
    onSuccess: ({ recipient, error }) =>
      error ? alerts.add('failure', describeError(t, error)) : alerts.add('success', t('test.sent', { recipient })),
    onError: (error) => alerts.add('failure', sentence(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['notices'] }),
  })
  const send = (method: ContactMethod) => {
    alerts.clear()
    test.mutate(method)
  }
  return { send, testing: test.isPending ? test.variables : undefined }
}

import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { type IssueDetail, issuesApi } from '@mediary/contract/operations/issues'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useUser } from '../../lib/api/me.ts'
import { useDraft } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import type { Alerts } from '../../ui/alerts.tsx'
import { ErrorAlert, useErrorSentence } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { Unsaved } from '../../ui/unsaved.tsx'

type Change = { state?: 'open' | 'resolved'; owner?: string | null; note?: string | null }

function useChange(id: string, done: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Change) => call(issuesApi.update, { params: { id }, body }),
    onSuccess: done,
    onSettled: () => client.invalidateQueries({ queryKey: ['issues'] }),
  })
}

type Props = { issue: IssueDetail; alerts: Alerts }

/** Resolves an issue, or opens it again. */
export function ResolveButton({ issue: { _id, state }, alerts }: Props) {
  const t = useMessages('issues')
  const describe = useErrorSentence()
  const next = state === 'open' ? 'resolved' : 'open'
  const change = useChange(_id, () => alerts.add('success', t(next === 'resolved' ? 'resolve.done' : 'reopen.done')))
  const press = () => {
    alerts.clear()
    change.mutate({ state: next }, { onError: (error) => alerts.add('failure', describe(error)) })
  }
  return (
    <Button variant="default" loading={change.isPending} onClick={press}>
      {t(next === 'resolved' ? 'resolve' : 'reopen')}
    </Button>
  )
}

/** The owner and the note of an issue. */
export function Handling({ issue, alerts, disabled }: Props & { disabled: boolean }) {
  const t = useMessages('issues')
  const me = useUser()?.email
  const { draft, touched, change } = useDraft({ owner: issue.owner ?? '', note: issue.note ?? '' })
  const save = useChange(issue._id, () => alerts.add('success', t('saved')))
  return (
    <Section id="handling" title={t('handling')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          alerts.clear()
          save.mutate({ owner: draft.owner.trim() || null, note: draft.note || null })
        }}
      >
        <Stack gap="sm" maw={640}>
          {save.isError && <ErrorAlert error={save.error} />}
          <Group align="flex-end" gap="sm">
            <TextInput
              flex={1}
              miw={220}
              type="email"
              label={t('owner')}
              description={t('owner.why')}
              value={draft.owner}
              disabled={disabled}
              onChange={({ currentTarget }) => change({ owner: currentTarget.value })}
            />
            {me && !disabled && draft.owner !== me && (
              <Button variant="subtle" onClick={() => change({ owner: me })}>
                {t('take')}
              </Button>
            )}
          </Group>
          <Textarea
            label={t('note')}
            autosize
            minRows={3}
            maxLength={10_000}
            value={draft.note}
            disabled={disabled}
            onChange={({ currentTarget }) => change({ note: currentTarget.value })}
          />
          {!disabled && (
            <Group>
              <Button type="submit" disabled={!touched} loading={save.isPending}>
                {t('save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
      <Unsaved touched={touched} />
    </Section>
  )
}

import { Checkbox, Group, NativeSelect, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { usersApi } from '@mediary/contract/users'
import { type NoticeChoices, noticeTopics } from '@mediary/contract/users/notice-choices'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useUser } from '../../../lib/api/me.ts'
import { ApiProblem } from '../../../lib/api/problem.ts'
import { useDraft } from '../../../lib/draft.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import type { Alerts } from '../../../ui/alerts.tsx'
import { SaveRow } from '../../../ui/buttons.tsx'
import { ErrorAlert, Failure, Loading } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import { Unsaved } from '../../../ui/unsaved.tsx'
import { type ChoicesDraft, toChoices, toDraft, waySets } from './draft.ts'

const ownQuery = (email: string) =>
  queryOptions({
    queryKey: ['users', 'own', email],
    queryFn: ({ signal }) => call(usersApi.get, { params: { email } }, { signal }),
  })

/** The choices about notices of the person who is signed in. */
export function OwnChoices({ alerts }: { alerts: Alerts }) {
  const email = useUser()?.email ?? ''
  const own = useQuery({ ...ownQuery(email), enabled: email !== '' })
  if (own.isPending) return <Loading />
  if (own.isError) return <Failure error={own.error} retry={() => void own.refetch()} />
  return <ChoicesForm email={email} stored={own.data.notices} alerts={alerts} />
}

type ChoicesFormProps = { email: string; stored: NoticeChoices | undefined; alerts: Alerts }

function ChoicesForm({ email, stored, alerts }: ChoicesFormProps) {
  const t = useMessages('noticeChoices')
  const client = useQueryClient()
  const { draft, touched, change } = useDraft(toDraft(stored))
  const save = useMutation({
    mutationFn: () => call(usersApi.update, { params: { email }, body: { notices: toChoices(draft) } }),
    onSuccess: () => alerts.add('success', t('saved')),
    onSettled: () => client.invalidateQueries({ queryKey: ['users'] }),
  })
  const { error } = save
  const findIssue = (path: string) =>
    error instanceof ApiProblem ? error.issues.find((issue) => issue.path === path)?.message : undefined
  const form = { draft, change, findIssue }
  return (
    <>
      <WayFields form={form} />
      <TimeFields form={form} />
      <ErrorAlert error={error} mb="md" />
      <SaveRow save={save} alerts={alerts} label={t('save')} />
      <Unsaved touched={touched} place="view" />
    </>
  )
}

type FormProps = {
  form: {
    draft: ChoicesDraft
    change: (part: Partial<ChoicesDraft>) => void
    findIssue: (path: string) => string | undefined
  }
}

function WayFields({ form: { draft, change } }: FormProps) {
  const t = useMessages('noticeChoices')
  const methods = useMessages('notices')
  const options = [
    { value: 'default', label: t('default') },
    ...waySets.map((set) => ({ value: set.join(), label: set.map((one) => methods(one)).join(' + ') || t('none') })),
  ]
  return (
    <Section id="ways" title={t('ways')} intro={t('intro')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {noticeTopics.map((topic) => (
          <NativeSelect
            key={topic}
            label={t(`topic.${topic}`)}
            value={draft.ways[topic]}
            data={options}
            onChange={({ currentTarget }) => change({ ways: { ...draft.ways, [topic]: currentTarget.value } })}
          />
        ))}
      </SimpleGrid>
    </Section>
  )
}

const digests = ['none', 'hour', 'day'] as const

function TimeFields({ form: { draft, change, findIssue } }: FormProps) {
  const t = useMessages('noticeChoices')
  const zones = [...new Set(['UTC', draft.timeZone, ...Intl.supportedValuesOf('timeZone')])]
  const renderTime = (field: 'from' | 'until' | 'digestAt', path: string) => (
    <TextInput
      type="time"
      label={t(field)}
      value={draft[field]}
      error={findIssue(path)}
      onChange={({ currentTarget }) => change({ [field]: currentTarget.value })}
    />
  )
  return (
    <Section id="when" title={t('when')}>
      <Stack>
        <NativeSelect
          label={t('timeZone')}
          maw={360}
          value={draft.timeZone}
          error={findIssue('notices.timeZone')}
          data={zones}
          onChange={({ currentTarget }) => change({ timeZone: currentTarget.value })}
        />
        <Switch
          label={t('quiet')}
          checked={draft.isQuiet}
          onChange={({ currentTarget }) => change({ isQuiet: currentTarget.checked })}
        />
        {draft.isQuiet && (
          <Group align="flex-start">
            {renderTime('from', 'notices.quietHours.from')}
            {renderTime('until', 'notices.quietHours.until')}
            <Checkbox
              label={t('urgent')}
              mt={30}
              checked={draft.urgentBreaksThrough}
              onChange={({ currentTarget }) => change({ urgentBreaksThrough: currentTarget.checked })}
            />
          </Group>
        )}
        <Group align="flex-start">
          <NativeSelect
            label={t('digest')}
            value={draft.digest}
            data={digests.map((value) => ({ value, label: t(`digest.${value}`) }))}
            onChange={({ currentTarget }) =>
              change({ digest: digests.find((one) => one === currentTarget.value) ?? 'none' })
            }
          />
          {draft.digest === 'day' && renderTime('digestAt', 'notices.digestAt')}
        </Group>
      </Stack>
    </Section>
  )
}

import { Alert, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiProblem } from '../../lib/api/problem.ts'
import { useDraft } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { ErrorAlert, Failure, Loading } from '../../ui/failure.tsx'
import { LimitsFields } from './fields.tsx'
import { type EditedOwner, type LimitsInUse, limitsQuery, saveLimits } from './owner.ts'
import { type LimitField, toIssuePath, toLimits, toLimitsDraft } from './rules.ts'
import { LimitsUse } from './use.tsx'

type EditorProps = { owner: EditedOwner; mayChange: boolean; refusals?: string | undefined }

/** The limits of a client or a credential: what was used today, and the form that changes them. */
export function LimitsEditor(props: EditorProps) {
  const limits = useQuery(limitsQuery(props.owner))
  return (
    <>
      {limits.isPending && <Loading />}
      {limits.isError && <Failure error={limits.error} retry={() => void limits.refetch()} />}
      {limits.data && <Loaded {...props} inUse={limits.data} />}
    </>
  )
}

function Loaded({ owner, mayChange, refusals, inUse }: EditorProps & { inUse: LimitsInUse }) {
  const t = useMessages('limits')
  const queries = useQueryClient()
  const { draft, touched, change, taken } = useDraft(toLimitsDraft(inUse.limits))
  const save = useMutation({
    mutationFn: (sent: typeof draft) => saveLimits(owner, toLimits(sent)),
    onSuccess: (_, sent) => taken(sent),
    onSettled: () => queries.invalidateQueries(),
  })
  const issues = save.error instanceof ApiProblem ? save.error.issues : []
  const findIssue = (field: LimitField | undefined) => issues.find(({ path }) => path === toIssuePath(field))?.message
  return (
    <Stack gap="sm">
      <LimitsUse inUse={inUse} refusals={refusals} />
      {!mayChange && !inUse.limits && <Text c="dimmed">{t('mode.none')}</Text>}
      {mayChange && (
        <>
          <LimitsFields draft={draft} change={change} findIssue={findIssue} owner={owner} />
          {issues.length === 0 && <ErrorAlert error={save.error} />}
          {save.isSuccess && !touched && (
            <Alert color="green" role="status">
              {t('saved')}
            </Alert>
          )}
          <Group>
            <PrimaryButton loading={save.isPending} disabled={!touched} onClick={() => save.mutate(draft)}>
              {t('save')}
            </PrimaryButton>
          </Group>
        </>
      )}
    </Stack>
  )
}

import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { LimitsFields } from './fields.tsx'
import { type LimitsOwner, limitsQuery } from './owner.ts'
import { type LimitsDraft, toIssuePath } from './rules.ts'
import { LimitsUse } from './use.tsx'

type FormLimitsProps = {
  draft: LimitsDraft
  change: (draft: LimitsDraft) => void
  findIssue: (path: string) => string | undefined
  /** The stored channel; absent while it is new. */
  stored: Extract<LimitsOwner, { kind: 'channel' }> | undefined
  refusals: string | undefined
}

/** The limits as a part of a form, which saves them with the rest. */
export function FormLimits({ draft, change, findIssue, stored, refusals }: FormLimitsProps) {
  return (
    <Stack gap="sm">
      {stored && <StoredUse stored={stored} refusals={refusals} />}
      <LimitsFields draft={draft} change={change} findIssue={(field) => findIssue(toIssuePath(field))} owner={stored} />
    </Stack>
  )
}

function StoredUse({ stored, refusals }: { stored: LimitsOwner; refusals: string | undefined }) {
  const { data } = useQuery(limitsQuery(stored))
  return data ? <LimitsUse inUse={data} refusals={refusals} /> : null
}

import { type Channel, channelsApi, NewChannel } from '@mediary/contract/channels'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../lib/api.ts'
import { ApiProblem, isProblem } from '../lib/problem.ts'
import { type ChannelDraft, changesOf, documentOf, draftOf, faultAt, faultsElsewhere, restFrom } from './draft.ts'

type Issue = { path: string; message: string }

/** The state of the form. It outlives a refusal, a lost connection and the end of the session. */
export function useChannelForm(stored: Channel | undefined, start: ChannelDraft, saved: (name: string) => void) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(start)
  const [kept, setKept] = useState(stored ? start : draftOf(undefined))
  const changes = ({ status }: Channel) => ({
    ...changesOf(draft, kept),
    ...(status === 'deleted' && { status: draft.status }),
  })
  const save = useMutation({
    mutationFn: async () => {
      if (stored) return call(channelsApi.update, { params: { id: stored._id }, body: changes(stored) })
      const read = NewChannel.safeParse(documentOf(draft))
      if (!read.success) throw unfit(read.error.issues)
      return call(channelsApi.create, { body: read.data })
    },
    onSuccess: () => {
      setKept(draft)
      saved(draft.name.trim())
    },
    onSettled: () => client.invalidateQueries(),
  })
  const change = (part: Partial<ChannelDraft>) => {
    setDraft((before) => ({ ...before, ...part }))
    if (!save.isPending) save.reset()
  }
  const issues = issuesOf(save.error)
  const rest = restFrom(draft.more)
  return {
    draft,
    change,
    save,
    touched: JSON.stringify(draft) !== JSON.stringify(kept),
    faultAt: (path: string) => faultAt(issues, path),
    elsewhere: faultsElsewhere(issues, draft),
    moreFault: 'fault' in rest ? rest.fault : undefined,
  }
}
export type ChannelForm = ReturnType<typeof useChannelForm>

const unfit = (issues: readonly { path: PropertyKey[]; message: string }[]) =>
  new ApiProblem(
    400,
    'invalid-request',
    issues.map(({ message }) => message).join(' · '),
    issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  )

/** The server's words for each field that it named. The only thing that can be taken is the name. */
function issuesOf(error: unknown): readonly Issue[] {
  if (!(error instanceof ApiProblem)) return []
  return isProblem(error, 'conflict') ? [{ path: 'name', message: error.message }] : error.issues
}

import { parseDocument } from '@mediary/contract/api/parse-document'
import { type Channel, channelsApi, NewChannel } from '@mediary/contract/channels'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { ApiProblem, isProblem, Unreachable } from '../../../lib/api/problem.ts'
import { channelsQuery } from '../../../lib/api/queries.ts'
import { refuseDocument } from '../../../lib/api/read-problem.ts'
import { type EditTarget, useDraft } from '../../../lib/draft.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { useErrorSentence, useSaveFailure } from '../../../ui/failure.tsx'
import { type ChannelDraft, findIssue, listChanges, listOtherIssues, toDocument, toDraft } from './draft.ts'

type Issue = { path: string; message: string }

/** The state of the form. It outlives a refusal, a lost connection and the end of the session. */
export function useChannelForm(target: EditTarget<Channel>, start: ChannelDraft, saved: (name: string) => void) {
  const client = useQueryClient()
  // A channel that was deleted for good can only be created anew.
  const stored = target.gone ? undefined : target.value
  const { draft, known, touched, change: changeDraft, taken } = useDraft(toDraft(target.value), start)
  const changes = (sent: ChannelDraft, { status }: Channel) => ({
    ...listChanges(sent, known),
    ...(status === 'deleted' && { status: sent.status }),
  })
  const save = useMutation({
    mutationFn: async (sent: ChannelDraft) => {
      if (stored) return call(channelsApi.update, { params: { id: stored._id }, body: changes(sent, stored) })
      const { data, issues } = parseDocument(NewChannel, toDocument(sent))
      if (issues) throw await refuseDocument(issues)
      return call(channelsApi.create, { body: data })
    },
    onSuccess: (_, sent) => {
      taken(sent)
      saved(sent.name.trim())
    },
    onSettled: () => client.invalidateQueries(),
  })
  const change = (part: Partial<ChannelDraft>) => {
    changeDraft(part)
    if (!save.isPending) save.reset()
  }
  const { error } = save
  const t = useMessages('channels')
  const sentence = useErrorSentence()
  const describeFailure = useSaveFailure()
  const channels = useQuery({ ...channelsQuery, enabled: error instanceof Unreachable })
  const name = draft.name.trim()
  const exists = channels.data?.some((channel) => channel.name === name) ?? false
  const issues = listIssues(error)
  return {
    draft,
    change,
    save,
    submit: () => save.mutate(draft),
    stored,
    gone: target.gone,
    touched: touched || target.gone,
    failure:
      error instanceof ApiProblem
        ? t('refused', { reason: sentence(error) })
        : describeFailure(error, { isNew: !stored, touched, name, exists }),
    findIssue: (path: string) => findIssue(issues, path),
    /** Whether the server found fault with one of these settings. */
    isFaulty: (settings: readonly string[]) => issues.some(({ path }) => settings.includes(path.split('.')[0] ?? '')),
    otherIssues: listOtherIssues(issues),
    /** The refusal, when fields are marked for it. */
    marked: issues.length > listOtherIssues(issues).length ? error : undefined,
  }
}
export type ChannelForm = ReturnType<typeof useChannelForm>

/** Returns the message of the server about each field. A conflict is about the name, or about a port that another channel listens on. */
function listIssues(error: unknown): readonly Issue[] {
  if (!(error instanceof ApiProblem)) return []
  if (!isProblem(error, 'conflict')) return error.issues
  return [{ path: error.reason === 'channel-port-taken' ? 'tcpPort' : 'name', message: error.message }]
}

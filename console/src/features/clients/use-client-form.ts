import { type Client, clientsApi } from '@mediary/contract/clients'
import type { Mechanism } from '@mediary/contract/system'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { clientsQuery } from '../../lib/api/queries.ts'
import { pickChanges } from '../../lib/changes.ts'
import { type EditTarget, useDraft } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useErrorSentence, useSaveFailure } from '../../ui/failure.tsx'
import { type Draft, findIssues, type Issues, toBody, toDraft } from './form-rules.ts'

/** The state of the form. It outlives a refusal, a lost connection and the end of the session. */
export function useClientForm(
  target: EditTarget<Client>,
  enabled: readonly Mechanism[],
  saved: (name: string) => void,
  prefilled: Partial<Draft> = {},
) {
  const t = useMessages('clientForm')
  const client = useQueryClient()
  // A client that was deleted can only be created anew.
  const stored = target.gone ? undefined : target.value
  const {
    draft,
    known,
    touched,
    change: changeDraft,
  } = useDraft(toDraft(target.value), { ...toDraft(target.value), ...prefilled })
  const [tried, setTried] = useState(false)
  const issues: Issues = tried ? findIssues(draft, stored, enabled) : {}
  const saving = useMutation({
    mutationFn: async () => {
      const body = toBody(draft, stored)
      if (!stored) return call(clientsApi.create, { body })
      // What somebody else changed meanwhile stays as they left it.
      const changes = pickChanges(body, toBody(known, stored))
      return call(clientsApi.update, { params: { id: stored._id }, body: changes })
    },
    onSuccess: () => saved(draft.name.trim()),
    onSettled: () => client.invalidateQueries(),
  })

  const change = (part: Partial<Draft>) => {
    changeDraft(part)
    if (!saving.isPending) saving.reset()
  }
  const save = () => {
    setTried(true)
    if (Object.keys(findIssues(draft, stored, enabled)).length === 0) saving.mutate()
  }
  const { error } = saving
  const sentence = useErrorSentence()
  const describeFailure = useSaveFailure()
  const clients = useQuery({ ...clientsQuery, enabled: false })
  const name = draft.clientID.trim()
  const exists = clients.data?.some(({ clientID }) => clientID === name) ?? false
  const describe = () =>
    error instanceof ApiProblem
      ? t('fault.refused', { reason: sentence(error) })
      : describeFailure(error, { isNew: !stored, touched, name, exists })
  return {
    draft,
    change,
    save,
    issues,
    saving: saving.isPending,
    touched: touched || target.gone,
    gone: target.gone,
    summary: describe() ?? (Object.keys(issues).length > 0 ? t('fault.summary') : undefined),
    refused: listRefusedFields(saving.error),
  }
}
export type ClientForm = ReturnType<typeof useClientForm>

export type MechanismProps = { form: ClientForm; stored: Client | undefined }

/** Returns the message of the server about each field. */
const listRefusedFields = (error: unknown): Partial<Record<string, string>> =>
  error instanceof ApiProblem
    ? Object.fromEntries(error.issues.map(({ path, message }) => [path.split('.')[0] ?? path, message]))
    : {}

import { type Client, clientsApi } from '@mediary/contract/clients'
import type { Mechanism } from '@mediary/contract/system'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../lib/api.ts'
import { ApiProblem } from '../lib/problem.ts'
import { useWords } from '../lib/use-words.ts'
import { useSentence } from '../ui/failure.tsx'
import { bodyOf, type Draft, draftOf, type Faults, faultsOf } from './form-rules.ts'
import { formWords } from './form-words.ts'

/** The state of the form. It outlives a refusal, a lost connection and the end of the session. */
export function useClientForm(
  stored: Client | undefined,
  enabled: readonly Mechanism[],
  saved: (name: string) => void,
) {
  const t = useWords(formWords)
  const sentence = useSentence()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>(() => draftOf(stored))
  const [tried, setTried] = useState(false)
  const faults: Faults = tried ? faultsOf(draft, stored, enabled) : {}

  const saving = useMutation({
    mutationFn: async () => {
      const body = bodyOf(draft, stored)
      if (!stored) return call(clientsApi.create, { body })
      const { clientID: _, ...changes } = body
      return call(clientsApi.update, { params: { id: stored._id }, body: changes })
    },
    onSuccess: () => saved(draft.name.trim()),
    onSettled: () => client.invalidateQueries(),
  })

  const change = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }))
    saving.reset()
  }
  const save = () => {
    setTried(true)
    if (Object.keys(faultsOf(draft, stored, enabled)).length === 0) saving.mutate()
  }
  const summaryOf = () => {
    if (saving.error instanceof ApiProblem) return t('fault.refused', { reason: sentence(saving.error) })
    if (saving.error) return sentence(saving.error)
    return Object.keys(faults).length > 0 ? t('fault.summary') : undefined
  }
  return {
    draft,
    change,
    save,
    faults,
    saving: saving.isPending,
    touched: JSON.stringify(draft) !== JSON.stringify(draftOf(stored)),
    summary: summaryOf(),
    refused: refusedOf(saving.error),
  }
}
export type ClientForm = ReturnType<typeof useClientForm>

/** The server's words for each field it named. */
const refusedOf = (error: unknown): Partial<Record<string, string>> =>
  error instanceof ApiProblem
    ? Object.fromEntries(error.issues.map(({ path, message }) => [path.split('.')[0] ?? path, message]))
    : {}

import { type TokenIssuer, tokenIssuersApi } from '@mediary/contract/clients/issuers'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { type EditTarget, useDraft } from '../../lib/draft.ts'
import { useSaveFailure } from '../../ui/failure.tsx'
import { findWrongValue, type IssuerDraft, newIssuer, toDraft, toIssuer } from './draft.ts'

type Options = { issuers: readonly TokenIssuer[]; start: string | undefined; saved: (name: string) => void }

export type IssuerForm = ReturnType<typeof useIssuerForm>

/** The state of the form of an issuer. It outlives a refusal, a lost connection and the deletion by somebody else. */
export function useIssuerForm(target: EditTarget<TokenIssuer>, { issuers, start, saved }: Options) {
  const client = useQueryClient()
  const stored = target.gone ? undefined : target.value
  const { draft, touched, change } = useDraft<IssuerDraft>(
    toDraft(target.value),
    target.value ? undefined : { ...newIssuer, issuer: start ?? '' },
  )
  const [wrongValue, setWrongValue] = useState<ReturnType<typeof findWrongValue>>()
  const save = useMutation({
    // The secret must not stay in the memory of the mutations.
    gcTime: 0,
    mutationFn: async () => {
      const body = toIssuer(draft)
      if (stored) await call(tokenIssuersApi.update, { params: { issuer: stored._id }, body })
      else await call(tokenIssuersApi.create, { body })
    },
    onSuccess: () => saved(draft.name),
    onSettled: () => client.invalidateQueries({ queryKey: ['mechanisms'] }),
  })
  const { error } = save
  const describeFailure = useSaveFailure()
  const issues = error instanceof ApiProblem ? error.issues : []
  return {
    stored,
    draft,
    change: (part: Partial<IssuerDraft>) => {
      change(part)
      setWrongValue(undefined)
      if (!save.isPending) save.reset()
    },
    touched: touched || target.gone,
    wrongValue,
    save: () => {
      const wrong = findWrongValue(draft)
      setWrongValue(wrong)
      if (!wrong) save.mutate()
    },
    saving: save.isPending,
    hasIssues: issues.length > 0,
    failure: describeFailure(error, {
      isNew: !stored,
      touched,
      name: draft.name,
      exists: issuers.some(({ issuer }) => issuer === draft.issuer.trim()),
    }),
    /** Returns the message of the server about a field, or about a part of it. */
    findIssue: (...fields: string[]) =>
      issues.find(({ path }) => fields.some((field) => path === field || path.startsWith(`${field}.`)))?.message,
  }
}

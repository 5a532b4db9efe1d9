import { credentialsApi, type MadeCredential } from '@mediary/contract/clients/credentials'
import { authorityApi } from '@mediary/contract/keystore/authority'
import { type CallResult, call } from '../../lib/api/call.ts'

export type Response = {
  successor: MadeCredential | undefined
  /** Why there is no successor. The leaked secret is revoked all the same. */
  successorProblem: unknown
  code: CallResult<typeof authorityApi.invite> | undefined
  codeProblem: unknown
}

type Leaked = { client: string; credential: string }

const attempt = async <T>(work: () => Promise<T>): Promise<{ value?: T; problem?: unknown }> => {
  try {
    return { value: await work() }
  } catch (problem) {
    return { problem }
  }
}

/**
 * Revokes a leaked secret at once and makes its successor: a rotation without overlap does both. When there can be no
 * successor, the secret is revoked alone.
 */
export async function endLeaked({ client, credential }: Leaked, enrol: boolean): Promise<Response> {
  const params = { id: client, credential }
  const rotated = await attempt(() => call(credentialsApi.rotate, { params, body: { overlapSeconds: 0 } }))
  if (!rotated.value) await call(credentialsApi.revoke, { params })
  const invited = enrol ? await attempt(() => call(authorityApi.invite, { body: { client } })) : {}
  return {
    successor: rotated.value,
    successorProblem: rotated.problem,
    code: invited.value,
    codeProblem: invited.problem,
  }
}

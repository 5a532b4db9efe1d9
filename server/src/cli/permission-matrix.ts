import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import { listKeys } from '@mediary/contract/api/records'
import { defaultUserRoles } from '@mediary/contract/permission'

/** A user role, or `nobody`: a caller who has not signed in. */
type Holder = 'nobody' | keyof typeof defaultUserRoles

export const holders = ['nobody', ...listKeys(defaultUserRoles)] as const

export const endpoints = Object.values(api).flatMap((concept): Endpoint[] => Object.values(concept))

/** Tells if the holder has what an endpoint asks for. */
export function holdsPermission(holder: Holder, { permission }: Endpoint): boolean {
  if (permission === 'public') return true
  if (holder === 'nobody') return false
  return permission === 'signed-in' || defaultUserRoles[holder][permission]
}

/** Tells if a call is answered. A list is, also for those who may see nothing of it. */
export const mayCall = (holder: Holder, endpoint: Endpoint): boolean =>
  holdsPermission(holder, endpoint) || (holder !== 'nobody' && endpoint.listed === true)

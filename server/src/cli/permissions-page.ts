import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import { defaultUserRoles } from '@mediary/contract/permission'

/** A user role, or `nobody`: a caller who has not signed in. */
export type Holder = 'nobody' | keyof typeof defaultUserRoles

export const holders = ['nobody', ...(Object.keys(defaultUserRoles) as (keyof typeof defaultUserRoles)[])] as const

export const endpoints = Object.values(api).flatMap((concept) => Object.values(concept) as Endpoint[])

export function mayCall(holder: Holder, { permission }: Endpoint): boolean {
  if (permission === 'public') return true
  if (holder === 'nobody') return false
  return permission === 'signed-in' || defaultUserRoles[holder][permission]
}

/** Every endpoint and every user role of a new installation. */
export const permissionsPage = () => `# Permissions

Generated from the code by \`npm run reference\`: every endpoint of the management API, and the user roles of a new installation.
\`public\` needs no sign-in, and \`signed-in\` needs any user. A permission that ends in \`-all\` can also be given for single resources
(\`-specified\`). \`server/src/processes/permissions.test.ts\` calls every endpoint with each user role.

| endpoint | permission | ${holders.join(' | ')} |
|---|---|${holders.map(() => ':-:|').join('')}
${endpoints
  .map((endpoint) => {
    const cells = holders.map((holder) => (mayCall(holder, endpoint) ? 'yes' : ''))
    return `| \`${endpoint.method} ${endpoint.path}\` | \`${endpoint.permission}\` | ${cells.join(' | ')} |`
  })
  .join('\n')}
`

import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Name } from '../api/shapes.ts'
import { Permissions, permissionFlags } from '../permission.ts'

/** The resources for which a permission is granted. */
const Reached = z.object({
  permission: z.enum(permissionFlags).describe('the permission for all of them'),
  names: z.array(z.string()).describe('the names of these, as far as the caller may see them'),
  hidden: z.int().describe('how many more the caller may not see'),
})
export type Reached = z.infer<typeof Reached>

const Preview = z.object({
  permissions: Permissions.describe('everything that is permitted, with the ids of channels whose names match'),
  granted: z.array(z.enum(permissionFlags)).describe('the permissions that hold for everything'),
  resources: z.array(Reached).describe('the permissions that hold for single resources only'),
})
export type Preview = z.infer<typeof Preview>

export const previewApi = {
  preview: {
    method: 'POST',
    path: '/user-roles/preview',
    summary: 'Show what a user with some user roles and further permissions would see; nothing is stored',
    permission: 'user-role-view',
    body: z.object({
      groups: z.array(Name).max(1000).default([]).describe('names of user roles'),
      permissions: Permissions.prefault({}).describe('permissions beside those of the user roles'),
    }),
    response: Preview,
  },
} as const satisfies Api

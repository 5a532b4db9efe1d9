import { z } from 'zod'
import { fillRecord } from './api/records.ts'

/** Permissions that are on or off, as in OpenHIM's user roles. */
export const permissionFlags = [
  'channel-view-all',
  'channel-manage-all',
  'client-view-all',
  'client-manage-all',
  'client-role-view-all',
  'client-role-manage-all',
  'transaction-view-all',
  'transaction-view-body-all',
  'transaction-rerun-all',
  'user-view',
  'user-manage',
  'user-role-view',
  'user-role-manage',
  'audit-trail-view',
  'audit-trail-manage',
  'contact-list-view',
  'contact-list-manage',
  'mediator-view-all',
  'mediator-manage-all',
  'certificates-view',
  'certificates-manage',
  'logs-view',
  'import-export',
  'app-view-all',
  'app-manage-all',
  'visualizer-view',
  'visualizer-manage',
] as const
export type Permission = (typeof permissionFlags)[number]

/** Permissions for single resources: ids of channels (also for their transactions), ids of clients, names of roles, URNs of mediators. */
export const permissionLists = [
  'channel-view-specified',
  'channel-manage-specified',
  'client-view-specified',
  'client-manage-specified',
  'client-role-view-specified',
  'client-role-manage-specified',
  'transaction-view-specified',
  'transaction-view-body-specified',
  'transaction-rerun-specified',
  'mediator-view-specified',
  'mediator-manage-specified',
  'app-view-specified',
  'app-manage-specified',
] as const
export type PermissionList = (typeof permissionLists)[number]

export const isPermission = (name: string): name is Permission => permissionFlags.some((flag) => flag === name)
export const isPermissionList = (name: string): name is PermissionList => permissionLists.some((list) => list === name)

const flags = fillRecord(permissionFlags, z.boolean().default(false))
const lists = fillRecord(permissionLists, z.array(z.string()).default([]))

export const Permissions = z.object({ ...flags, ...lists })
export type Permissions = z.infer<typeof Permissions>

const grant = (flags: readonly Permission[]): Permissions =>
  Permissions.parse(Object.fromEntries(flags.map((flag) => [flag, true])))

const onlyAdmin: readonly Permission[] = ['user-manage', 'user-role-manage']

/** The user roles of a new installation. */
export const defaultUserRoles = {
  admin: grant(permissionFlags),
  manager: grant(permissionFlags.filter((flag) => !onlyAdmin.includes(flag))),
  operator: grant(['channel-view-all', 'transaction-view-all', 'transaction-view-body-all', 'transaction-rerun-all']),
}

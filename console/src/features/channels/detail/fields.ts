import type { Channel } from '@mediary/contract/channels'
import type { Route } from '@mediary/contract/channels/route'
import type { SearchKey } from '@mediary/contract/channels/search-keys'
import type { z } from 'zod'
import { toLimits, toLimitsDraft } from '../../limits/rules.ts'
import { readAlerts, writeAlerts } from '../alerts/rules.ts'
import { readProperties, readRewriteRules, writeProperties, writeRewriteRules } from './field-lists.ts'

// The fields of the channel form, each with how it is read from a channel and written to one.

export type SearchKeyDraft = { key: string; searchKey: SearchKey }
export type RouteDraft = { key: string; route: Partial<z.input<typeof Route>>; port: string }

type Writing = { type: Channel['type'] }
type Field<Value> = {
  read(channel: Channel | undefined): Value
  write(value: Value, draft: Writing): unknown
}

const field = <Value>(
  read: (channel: Channel | undefined) => Value,
  write: (value: Value, draft: Writing) => unknown = (value) => value,
): Field<Value> => ({ read, write })

const formatNumber = (value: number | undefined) => (value === undefined ? '' : String(value))
const parseNumber = (text: string) => (text.trim() === '' ? null : Number(text))
const splitList = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)

type NumberKey =
  | 'tcpPort'
  | 'priority'
  | 'timeout'
  | 'maxBodyAgeDays'
  | 'maxRecordAgeDays'
  | 'maxBodyBytes'
  | 'autoRetryMaxAttempts'
const numberField = (key: NumberKey) => field((channel) => formatNumber(channel?.[key]), parseNumber)

type FlagKey =
  | 'requestBody'
  | 'responseBody'
  | 'sealBodies'
  | 'demandBodyReason'
  | 'isAsynchronousProcess'
  | 'autoRetryEnabled'
  | 'autoRetryServerErrors'
  | 'compressResponses'
  | 'rewriteUrls'
  | 'addAutoRewriteRules'
  | 'tcpProxyProtocol'
  | 'corsCredentials'
const flagField = (key: FlagKey, standard = false) => field((channel) => channel?.[key] ?? standard)

const trimmedField = (key: 'tcpHost' | 'pollingSchedule') =>
  field(
    (channel) => channel?.[key] ?? '',
    (text) => text.trim() || null,
  )
const listField = (key: 'matchContentTypes' | 'whitelist' | 'corsOrigins' | 'corsHeaders') =>
  field((channel) => (channel?.[key] ?? []).join(', '), splitList)

const defaultMethods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

export const newRoute = (key: string, primary: boolean): RouteDraft => ({
  key,
  route: { name: '', primary },
  port: '80',
})

const readRoutes = (channel: Channel | undefined): RouteDraft[] =>
  channel?.routes.map((route, index) => ({ key: String(index), route, port: formatNumber(route.port) })) ?? [
    newRoute('0', true),
  ]

const fields = {
  name: field((channel) => channel?.name ?? ''),
  description: field(
    (channel) => channel?.description ?? '',
    (text) => text || null,
  ),
  status: field((channel) => (channel?.status === 'disabled' ? 'disabled' : 'enabled')),
  type: field((channel) => channel?.type ?? 'http'),
  tcpHost: trimmedField('tcpHost'),
  tcpPort: numberField('tcpPort'),
  tcpProxyProtocol: flagField('tcpProxyProtocol'),
  pollingSchedule: trimmedField('pollingSchedule'),
  priority: numberField('priority'),
  timeout: numberField('timeout'),
  methods: field(
    (channel): string[] => [...(channel?.methods ?? defaultMethods)],
    (methods, { type }) => (type === 'http' ? methods : []),
  ),
  urlPattern: field((channel) => channel?.urlPattern ?? ''),
  matchContentTypes: listField('matchContentTypes'),
  authType: field((channel) => channel?.authType ?? 'private'),
  allow: field((channel) => channel?.allow ?? []),
  whitelist: listField('whitelist'),
  corsOrigins: listField('corsOrigins'),
  corsHeaders: listField('corsHeaders'),
  corsCredentials: flagField('corsCredentials'),
  limits: field((channel) => toLimitsDraft(channel?.limits), toLimits),
  routes: field(readRoutes, (routes) =>
    routes.map(({ route, port }) => ({ ...route, name: route.name ?? '', port: parseNumber(port) })),
  ),
  requestBody: flagField('requestBody', true),
  responseBody: flagField('responseBody', true),
  maxBodyAgeDays: numberField('maxBodyAgeDays'),
  maxRecordAgeDays: numberField('maxRecordAgeDays'),
  maxBodyBytes: numberField('maxBodyBytes'),
  sealBodies: flagField('sealBodies'),
  demandBodyReason: flagField('demandBodyReason'),
  whenTooLarge: field((channel) => channel?.whenTooLarge ?? 'refuse'),
  whenUnrecordable: field((channel) => channel?.whenUnrecordable ?? 'refuse'),
  compressResponses: flagField('compressResponses'),
  isAsynchronousProcess: flagField('isAsynchronousProcess'),
  rewriteUrls: flagField('rewriteUrls'),
  addAutoRewriteRules: flagField('addAutoRewriteRules', true),
  rewriteUrlsConfig: field(readRewriteRules, writeRewriteRules),
  properties: field(readProperties, writeProperties),
  autoRetryEnabled: flagField('autoRetryEnabled'),
  autoRetryServerErrors: flagField('autoRetryServerErrors'),
  autoRetryPeriodMinutes: field((channel) => formatNumber(channel?.autoRetryPeriodMinutes ?? 60), parseNumber),
  autoRetryMaxAttempts: numberField('autoRetryMaxAttempts'),
  alerts: field(readAlerts, writeAlerts),
  searchKeys: field(
    (channel): SearchKeyDraft[] =>
      (channel?.searchKeys ?? []).map((searchKey, index) => ({ key: String(index), searchKey })),
    (keys) => keys.map(({ searchKey }) => searchKey),
  ),
}

const table: readonly (readonly [name: string, field: Field<unknown>])[] = Object.entries(fields)

/** The names of the fields. */
export const fieldNames = table.map(([name]) => name)

/** The values of the fields. */
export type FieldValues = { [Name in keyof typeof fields]: ReturnType<(typeof fields)[Name]['read']> }

/** Returns what the fields show of a channel, or of a new one. */
export const readFields = (channel: Channel | undefined): FieldValues =>
  Object.fromEntries(table.map(([name, { read }]): unknown[] => [name, read(channel)]))

/** Returns what the API takes for the values of the fields. */
export function writeFields(values: FieldValues): Record<string, unknown> {
  const typed: Record<string, unknown> = values
  return Object.fromEntries(table.map(([name, { write }]) => [name, write(typed[name], values)]))
}

// Describes the notice settings to the history, and to the configuration as code.
import { NewNoticeSettings } from '@mediary/contract/operations/notices'
import { z } from 'zod'
import type { ConfigurationKind, VisitSecret } from '../configuration/index.ts'
import type { ObjectHistory } from '../history/index.ts'
import type { Row } from '../platform/database/row-changes.ts'
import type { Secrets } from '../platform/secrets.ts'
import { parseSettings, settingName, toView } from './settings.ts'
import { findIssues } from './settings-rules.ts'

const SettingRow = z.object({ name: z.string(), value: z.string() })
const parseRow = (row: Row) => SettingRow.parse(row)

const listSealed = (row: Row | undefined) => {
  const { mail, webhook, sms } = parseSettings(row && parseRow(row).value)
  return [mail?.sealedPassword, webhook?.sealedSecret, sms?.sealedAuthorization]
}

/** The changes of the notice settings. A secret that was replaced does not come back. */
export const noticeSettingsHistory: ObjectHistory = {
  object: 'notice-settings',
  changeKind: 'setting',
  tables: {
    settings: {
      key: 'name',
      findObject: (row) => (parseRow(row).name === settingName ? settingName : undefined),
    },
  },
  main: 'settings',
  getName: () => settingName,
  show({ settings = [] }) {
    const [row] = settings.map(parseRow)
    return row ? toView(parseSettings(row.value)) : {}
  },
  listSecrets: ({ settings = [] }) => listSealed(settings[0]),
  findObstacle: (changes) =>
    changes.some(({ before, after }) => JSON.stringify(listSealed(before)) !== JSON.stringify(listSealed(after)))
      ? 'undo-secret'
      : undefined,
}

/** Describes how notices are delivered to the configuration as code. */
export const noticeConfiguration = ({ open, seal }: Secrets): ConfigurationKind => ({
  name: 'notice-settings',
  history: noticeSettingsHistory,
  isSingle: true,
  schema: NewNoticeSettings,
  getName: () => settingName,
  read({ settings = [] }) {
    const [row] = settings.map(parseRow)
    const { mail, webhook, sms, ...shared } = parseSettings(row?.value)
    const openOne = (sealed: string | undefined) => (sealed === undefined ? undefined : open(sealed))
    const { sealedPassword, ...server } = mail ?? {}
    const { sealedSecret, ...hook } = webhook ?? {}
    const { sealedAuthorization, ...provider } = sms ?? {}
    return {
      ...shared,
      ...(mail && { mail: { ...server, password: openOne(sealedPassword) } }),
      ...(webhook && { webhook: { ...hook, secret: openOne(sealedSecret) } }),
      ...(sms && { sms: { ...provider, authorization: openOne(sealedAuthorization) } }),
    }
  },
  write: (document) => ({ settings: [{ name: settingName, value: toStored(document, seal) }] }),
  mapSecrets: (document, visit) => mapSecrets(document, visit),
  findIssues(document, { current, unchanged }) {
    // A secret that stays is sent to no other address than before.
    const sent = mapSecrets(document, (secret, { path }) => (unchanged.has(path) ? undefined : secret))
    return findIssues(NewNoticeSettings.parse(sent), parseSettings(current && toStored(current, (secret) => secret)))
  },
})

function toStored(document: Record<string, unknown>, seal: (secret: string) => string): string {
  const { mail, webhook, sms, ...shared } = NewNoticeSettings.parse(document)
  const sealOne = (secret: string | undefined) => (secret === undefined ? undefined : seal(secret))
  const { password, ...server } = mail ?? {}
  const { secret, ...hook } = webhook ?? {}
  const { authorization, ...provider } = sms ?? {}
  return JSON.stringify({
    ...shared,
    mail: mail ? { ...server, sealedPassword: sealOne(password) } : null,
    webhook: webhook ? { ...hook, sealedSecret: sealOne(secret) } : null,
    sms: sms ? { ...provider, sealedAuthorization: sealOne(authorization) } : null,
  })
}

type Visit = (...visited: Parameters<VisitSecret>) => string | undefined

const mapSecrets = (document: Record<string, unknown>, visit: Visit) => ({
  ...document,
  ...mapSecret(document, 'mail', 'password', visit),
  ...mapSecret(document, 'webhook', 'secret', visit),
  ...mapSecret(document, 'sms', 'authorization', visit),
})

function mapSecret(document: Record<string, unknown>, part: string, field: string, visit: Visit) {
  const value = document[part]
  if (typeof value !== 'object' || value === null) return {}
  const secret: unknown = Reflect.get(value, field)
  if (typeof secret !== 'string') return {}
  return { [part]: { ...value, [field]: visit(secret, { path: `${part}.${field}`, type: 'sealed' }) } }
}

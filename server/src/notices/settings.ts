import { NewNoticeSettings, type NoticeSettings } from '@mediary/contract/operations/notices'
import { SilenceSettings } from '@mediary/contract/operations/silence/settings'
import { z } from 'zod'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { invalidRequest } from '../platform/http/problem.ts'
import type { Secrets } from '../platform/secrets.ts'
import { readStored, writeStored } from '../system/index.ts'
import { findIssues, type StoredSettings } from './settings-rules.ts'

export const settingName = 'notices'

const Sealed = z.string().optional()
const { mail, webhook, sms, silence: _, ...shared } = NewNoticeSettings.shape
const Stored: z.ZodType<StoredSettings, unknown> = z.object({
  ...shared,
  silence: SilenceSettings.prefault({}),
  mail: mail.unwrap().unwrap().omit({ password: true }).extend({ sealedPassword: Sealed }).nullable(),
  webhook: webhook.unwrap().unwrap().omit({ secret: true }).extend({ sealedSecret: Sealed }).nullable(),
  sms: sms.unwrap().unwrap().omit({ authorization: true }).extend({ sealedAuthorization: Sealed }).nullable(),
})

/** Reads settings from the text in the store. Nothing is set up when there is none. */
export const parseSettings = (text: string | undefined): StoredSettings =>
  Stored.parse(text === undefined ? { mail: null, webhook: null, sms: null } : JSON.parse(text))

/** Shows settings without their secrets. */
export const toView = ({ mail, webhook, sms, ...shared }: StoredSettings): NoticeSettings => ({
  ...shared,
  mail: mail && showMail(mail),
  webhook: webhook && { url: webhook.url, hasSecret: webhook.sealedSecret !== undefined },
  sms: sms && showSms(sms),
})

const showMail = ({ sealedPassword, ...mail }: NonNullable<StoredSettings['mail']>) => ({
  ...mail,
  hasPassword: sealedPassword !== undefined,
})

const showSms = ({ sealedAuthorization, ...sms }: NonNullable<StoredSettings['sms']>) => ({
  ...sms,
  hasAuthorization: sealedAuthorization !== undefined,
})

export type NoticeSettingsStore = ReturnType<typeof noticeSettingsStore>

/** The settings of notices. */
export function noticeSettingsStore(database: Database, write: Write, { seal }: Pick<Secrets, 'seal'>) {
  const read = async (db: Database['kysely'] = database.kysely) => parseSettings(await readStored(db, settingName))
  const sealSent = (sent: string | undefined, former: string | undefined) => (sent === undefined ? former : seal(sent))
  return {
    read,
    show: async () => toView(await read()),

    /** Saves what people know about the rhythm of clients. */
    saveSilence: (silence: SilenceSettings) =>
      write(async (trx, touch) => {
        await writeStored(trx, settingName, JSON.stringify({ ...(await read(trx)), silence }))
        touch('setting', settingName)
      }),

    save: ({ mail, webhook, sms, silence, ...shared }: NewNoticeSettings) =>
      write(async (trx, touch) => {
        const former = await read(trx)
        const issues = findIssues({ mail, webhook, sms, ...shared }, former)
        if (issues.length) throw invalidRequest(issues)
        const { password, ...server } = mail ?? {}
        const stored = {
          ...shared,
          silence: silence ?? former.silence,
          mail: mail && {
            ...server,
            sealedPassword: mail.user ? sealSent(password, former.mail?.sealedPassword) : undefined,
          },
          webhook: webhook && {
            url: webhook.url,
            sealedSecret: sealSent(webhook.secret, former.webhook?.sealedSecret),
          },
          sms: sms && {
            url: sms.url,
            contentType: sms.contentType,
            template: sms.template,
            sealedAuthorization: sealSent(sms.authorization, former.sms?.sealedAuthorization),
          },
        }
        await writeStored(
          trx,
          settingName,
          JSON.stringify({
            ...stored,
            mail: stored.mail ?? null,
            webhook: stored.webhook ?? null,
            sms: stored.sms ?? null,
          }),
        )
        touch('setting', settingName)
      }),
  }
}

import { randomBytes } from 'node:crypto'
import type { User } from '@mediary/contract/users'
import type { Trx } from './rows.ts'
import type { NoticeSettingsStore } from './settings.ts'
import type { NoticeStore } from './store.ts'
import { findLanguage } from './texts/languages.ts'
import { formatInstant, translate } from './texts/texts.ts'

type Link = { user: User; token: string; expiry: number }
type Deps = { notices: Pick<NoticeStore, 'add'>; settings: Pick<NoticeSettingsStore, 'read'> }

/** Returns what sends a password link by mail; undefined when no mail server is set, or no address of the console. */
export async function findPasswordLinkMailer({ notices, settings }: Deps) {
  const { mail, consoleUrl, instance, language: fallback } = await settings.read()
  if (!mail || !consoleUrl) return undefined
  return (trx: Trx, { user, token, expiry }: Link) => {
    const language = findLanguage(user, fallback)
    return notices.add(
      [
        {
          key: `password-link ${randomBytes(12).toString('hex')}`,
          kind: 'password-link',
          method: 'email',
          recipient: user.email,
          subject: translate(language, 'link.subject', { instance }),
          content: {
            lines: [
              translate(language, 'link.line', { email: user.email, expiry: formatInstant(expiry) }),
              translate(language, 'link.ignore'),
            ],
            link: `${consoleUrl.replace(/\/$/, '')}/set-password/${token}`,
          },
        },
      ],
      trx,
    )
  }
}

import { isNoticeLanguage, type NoticeLanguage } from '@mediary/contract/operations/notices'
import type { User } from '@mediary/contract/users'

/** Returns the language in which a user reads notices: their own when it is known, else that of the installation. */
export function findLanguage(user: Pick<User, 'settings'> | undefined, fallback: NoticeLanguage): NoticeLanguage {
  const language = user?.settings?.language
  return isNoticeLanguage(language) ? language : fallback
}

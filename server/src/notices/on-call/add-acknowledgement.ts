import type { NoticeLanguage } from '@mediary/contract/operations/notices'
import type { Secrets } from '../../platform/secrets.ts'
import type { OpenedNotice } from '../rows.ts'
import { translate } from '../texts/texts.ts'
import { buildToken } from './token.ts'

type Context = { consoleUrl: string | undefined; language: NoticeLanguage; secrets: Pick<Secrets, 'digest'> }

/** Adds the link that acknowledges to a notice of somebody on call. It is not stored: whoever reads the store cannot use it. */
export function addAcknowledgement(notice: OpenedNotice, { consoleUrl, language, secrets }: Context): OpenedNotice {
  if (notice.turn === null || !consoleUrl) return notice
  const link = `${consoleUrl.replace(/\/$/, '')}/acknowledge/${buildToken(notice.id, secrets)}`
  return { ...notice, content: { ...notice.content, acknowledge: { text: translate(language, 'acknowledge'), link } } }
}

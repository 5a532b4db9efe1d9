import type { User } from '@mediary/contract/users'
import type { Secrets } from '../../platform/secrets.ts'
import { addAcknowledgement } from '../on-call/add-acknowledgement.ts'
import type { OpenedNotice } from '../rows.ts'
import { attemptTimeout } from '../rules.ts'
import type { StoredSettings } from '../settings-rules.ts'
import { findLanguage } from '../texts/languages.ts'
import { DeliveryError, toDeliveryError } from './delivery-error.ts'
import { sendMail } from './mail.ts'
import { sendSms } from './sms.ts'
import { sendToWebhook } from './webhook.ts'

export type DeliveryDeps = {
  settings: { read: () => Promise<StoredSettings> }
  findUser: (email: string) => Promise<User | undefined>
  secrets: Pick<Secrets, 'open' | 'digest'>
}

/** Makes one attempt to deliver a notice. Throws a `DeliveryError` when it fails. */
export async function deliver(notice: OpenedNotice, deps: DeliveryDeps): Promise<void> {
  const timedOut = AbortSignal.timeout(attemptTimeout)
  const late = Promise.withResolvers<never>()
  timedOut.addEventListener('abort', () => late.reject(new DeliveryError('timed-out')))
  try {
    await Promise.race([attempt(notice, deps, timedOut), late.promise])
  } catch (error) {
    throw toDeliveryError(error)
  }
}

async function attempt(stored: OpenedNotice, { settings, findUser, secrets }: DeliveryDeps, signal: AbortSignal) {
  const { mail, sms, webhook, consoleUrl, language } = await settings.read()
  const open = (sealed: string | undefined) => (sealed === undefined ? undefined : secrets.open(sealed))
  const user = await findUser(stored.recipient)
  if (!user) throw new DeliveryError('unknown-user', { isFinal: true })
  const notice = addAcknowledgement(stored, { consoleUrl, language: findLanguage(user, language), secrets })
  if (notice.method === 'email') {
    if (!mail) throw new DeliveryError('not-set-up')
    return sendMail({ ...mail, password: open(mail.sealedPassword) }, notice, signal)
  }
  if (notice.method === 'sms') {
    if (!sms) throw new DeliveryError('not-set-up')
    if (!user.msisdn) throw new DeliveryError('no-phone-number', { isFinal: true })
    return sendSms({ ...sms, authorization: open(sms.sealedAuthorization) }, user.msisdn, notice, signal)
  }
  if (!webhook) throw new DeliveryError('not-set-up')
  return sendToWebhook({ url: webhook.url, secret: open(webhook.sealedSecret) ?? '' }, notice, signal)
}

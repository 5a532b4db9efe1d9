// Sends notices to a webhook, signed as Standard Webhooks says: https://www.standardwebhooks.com
import { createHmac } from 'node:crypto'
import type { OpenedNotice } from '../rows.ts'
import { post } from './http-post.ts'

type Receiver = { url: string; secret: string }

const toKey = (secret: string) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64')

/** Returns the header webhook-signature. `at`: epoch seconds. */
const signWebhook = (secret: string, id: string, at: number, body: string) =>
  `v1,${createHmac('sha256', toKey(secret)).update(`${id}.${at}.${body}`).digest('base64')}`

export async function sendToWebhook({ url, secret }: Receiver, notice: OpenedNotice, signal: AbortSignal) {
  const { id, at, kind, recipient, subject, content } = notice
  const body = JSON.stringify({
    type: `notice.${kind}`,
    timestamp: new Date(at).toISOString(),
    data: {
      recipient,
      subject,
      text: content.lines.join('\n'),
      link: content.link,
      acknowledge: content.acknowledge?.link,
      ...content.facts,
    },
  })
  // The time of this attempt: a receiver refuses old ones.
  const sentAt = Math.floor(Date.now() / 1000)
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(sentAt),
    'webhook-signature': signWebhook(secret, id, sentAt, body),
  }
  await post({ url, headers, body, signal })
}

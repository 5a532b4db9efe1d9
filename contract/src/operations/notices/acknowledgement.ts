// The acknowledgement of notices that go to people on call.
import { z } from 'zod'
import type { Api } from '../../api/endpoint.ts'
import { byId, Sentence, Timestamp } from '../../api/shapes.ts'
import { because } from '../../reasons.ts'

/** The person who works on what a notice says, and since when. */
export const Acknowledgement = z.object({ by: z.string().describe('the e-mail address of a user'), at: Timestamp })

/** The token of a link that acknowledges. It can do nothing else. */
const byToken = z.object({
  token: z.string().regex(/^[0-9a-f]{24}-[0-9a-f]{32}$/, because('acknowledgement-not-found')),
})

export const acknowledgementApi = {
  acknowledge: {
    method: 'POST',
    path: '/notices/:id/acknowledge',
    summary: 'Acknowledge a notice, so that nobody else on call is told: its recipient, or with contact-list-manage',
    permission: 'signed-in',
    params: byId,
    response: Sentence,
  },
  show: {
    method: 'GET',
    path: '/acknowledgements/:token',
    summary: 'Show what the link of a notice acknowledges',
    permission: 'public',
    params: byToken,
    response: z.object({ subject: z.string(), timestamp: Timestamp, acknowledged: Acknowledgement.optional() }),
  },
  acknowledgeByLink: {
    method: 'POST',
    path: '/acknowledgements/:token',
    summary: 'Acknowledge with the link of a notice, for its recipient',
    permission: 'public',
    params: byToken,
    response: Sentence,
  },
} as const satisfies Api

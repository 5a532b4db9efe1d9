// The preview of the reports that users get by mail.
import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'

export const reportKinds = ['daily', 'weekly'] as const

export const reportPreviewApi = {
  preview: {
    method: 'GET',
    path: '/users/:email/report',
    summary:
      'Show the report of the last day or week as a user would get it, for channels that the caller may see, too',
    permission: 'user-view',
    params: z.object({ email: z.string().max(254) }),
    query: z.object({ kind: z.enum(reportKinds).default('daily') }),
    response: z.object({ subject: z.string(), lines: z.array(z.string()) }),
  },
} as const satisfies Api

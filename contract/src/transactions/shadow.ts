// What was decided in shadow mode about copies of requests, compared with what OpenHIM did with the originals.
import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { Id, Timestamp } from '../api/shapes.ts'
import { Explanation } from '../problem.ts'

/** What a proxy logged about the answer of OpenHIM to a request. */
const Answer = z.object({
  id: z.string().min(1).max(200).describe('the X-Request-ID that the proxy gave the request and its copy'),
  status: z.int().min(100).max(999),
  transaction: z
    .string()
    .max(200)
    .optional()
    .describe('the id of the transaction in OpenHIM; absent when OpenHIM refused the request, and so recorded none'),
})
export type Answer = z.infer<typeof Answer>

const Line = z.object({
  id: z.string().min(1),
  status: z.coerce.number().int().min(100).max(999),
  // The proxy writes a dash or nothing for a header that was not there.
  transaction: z
    .string()
    .optional()
    .transform((id) => (id === '' || id === '-' ? undefined : id)),
})

/** Reads a line of the access log of a proxy: a JSON object. Returns nothing for any other line. */
export function readAnswerLine(line: string): Answer | undefined {
  try {
    return Line.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

/** So many answers of a log fit into one call. */
export const maxAnswers = 100_000

/** The part of the decision that differs: who sent the request, which channel takes it, or whether it is let through. */
const differenceKinds = ['client', 'channel', 'outcome'] as const

const DifferenceGroup = z.object({
  kind: z.enum(differenceKinds),
  cause: z.string(),
  explanations: z.array(Explanation).describe('the cause, with what is needed to translate it'),
  channel: z.string().describe('its name'),
  client: z.string().describe('its Client ID; empty when nobody was recognised'),
  requests: z.int(),
  newest: Timestamp,
  oldest: Timestamp,
  examples: z
    .array(
      z.object({
        transaction: Id.optional().describe('the transaction of the copy; absent when the copy was refused'),
        original: Id.optional().describe('the transaction of OpenHIM; absent when it has none in the record'),
      }),
    )
    .describe('the newest requests'),
})

export type DifferenceGroup = z.infer<typeof DifferenceGroup>

const ShadowReport = z.object({
  since: Timestamp,
  requests: z.int().describe('the copies of requests that arrived'),
  same: z.int(),
  different: z.int(),
  undecided: z
    .int()
    .describe(
      'OpenHIM let it through and its transaction is not in the record, or the request depends on a body that is not stored',
    ),
  unanswered: z.int().describe('it is not known what OpenHIM did with them'),
  unnamed: z.int().describe('they came without X-Request-ID'),
  ambiguous: z.int().describe('ids of requests that came more than once'),
  unmirrored: z.int().describe('transactions of OpenHIM that came through the proxy, and whose copies did not arrive'),
  older: z.boolean().describe('there were older copies, which were not compared'),
  differences: z.array(DifferenceGroup).describe('requests that differ for one cause, the most frequent cause first'),
  more: z.int().describe('requests that differ for further causes'),
})
export type ShadowReport = z.infer<typeof ShadowReport>

/** For so many days the decisions about copies are kept. */
const maxShadowDays = 30

export const shadowApi = {
  compare: {
    method: 'POST',
    path: '/shadow/report',
    summary: 'Compare what was decided in shadow mode with what OpenHIM did; nothing is sent or changed',
    permission: 'transaction-view-all',
    maxBody: maxBody.metadata,
    body: z.object({
      days: z.number().positive().max(maxShadowDays).default(1).describe('how many days to look back'),
      answers: z
        .array(Answer)
        .max(maxAnswers)
        .optional()
        .describe('from the log of the proxy; without them nothing is known of what OpenHIM refused'),
    }),
    response: ShadowReport,
  },
} as const satisfies Api

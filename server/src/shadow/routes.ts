import { recogniseReasons } from '@mediary/contract/reasons/recognise'
import { type Answer, shadowApi } from '@mediary/contract/transactions/shadow'
import type { FastifyInstance } from 'fastify'
import type { BodyStore } from '../bodies/index.ts'
import { loadRules } from '../parity/index.ts'
import type { Reader } from '../platform/database/reader.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import type { TransactionStore } from '../transactions/index.ts'
import { compareMirrored } from './compare.ts'

type Deps = Parameters<typeof loadRules>[0] & {
  /** Reads apart from what writes: the record may be large. */
  reader: Reader
  transactions: Pick<TransactionStore, 'heads'>
  bodies: Pick<BodyStore, 'first'>
}

const day = 24 * 60 * 60 * 1000
/** The server goes on with its other work, and holds less than the command. */
const maxCompared = 100_000

export const shadowRoutes = (
  app: FastifyInstance,
  require: Require,
  { reader, transactions, bodies, ...configured }: Deps,
) =>
  implement(app, require, shadowApi, {
    async compare({ body: { days, answers } }) {
      const rules = await loadRules(configured)
      const report = await compareMirrored(
        { database: reader, heads: transactions.heads, rules, bodies },
        {
          since: Date.now() - days * day,
          maxCompared,
          readAnswers: answers && (async (isWanted) => keep(answers, isWanted)),
        },
      )
      const differences = report.differences.map((group) => ({ ...group, explanations: recogniseReasons(group.cause) }))
      return { ...report, differences }
    },
  })

const keep = (answers: readonly Answer[], isWanted: (id: string) => boolean) =>
  new Map(answers.filter(({ id }) => isWanted(id)).map((answer) => [answer.id, answer]))

import { entryPoint } from '../../platform/files/program-files.ts'
import { thread } from '../../platform/thread.ts'
import type { CompiledChannel } from '../matching/compile.ts'
import { findCandidates, type MatchInput, match } from '../matching/match.ts'
import { maxContentBytes } from './content.ts'
import type { MatchQuestion } from './match-thread.ts'

/** Bytes. A larger body may take so long to look at (a megabyte half a second) that it is done in a thread: others do not wait for it. */
const maxInlineBytes = 4096
/** Milliseconds. */
const matchTimeout = 10_000

/** A small body that is compressed may be a large one. */
const isPlain = ({ contentEncoding }: MatchInput) => contentEncoding === undefined

export type ContentMatcher = ReturnType<typeof contentMatcher>

/** As `match`, for a body of any size. */
export function contentMatcher() {
  const tooSlow = () => new Error('it took too long')
  const worker = thread<MatchQuestion, number>(entryPoint('channels/content/match-thread.ts'), {
    maxDuration: matchTimeout,
    tooSlow,
  })
  return {
    async match(channels: readonly CompiledChannel[], asked: MatchInput, body: Uint8Array | undefined) {
      const inline = body && body.length <= maxInlineBytes && isPlain(asked)
      if (!body || inline || body.length > maxContentBytes) return match(channels, asked, body)
      const contenders = findCandidates(channels, asked)
      const rules = contenders.map(({ channel }) => ({
        matchContentRegex: channel.matchContentRegex,
        matchContentXpath: channel.matchContentXpath,
        matchContentJson: channel.matchContentJson,
        matchContentValue: channel.matchContentValue,
      }))
      return contenders[await worker.ask({ rules, body, labels: asked })]
    },
    close: worker.close,
  }
}

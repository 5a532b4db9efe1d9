import { join } from 'node:path'
import { thread } from '../../platform/thread.ts'
import type { CompiledChannel } from '../matching/compile.ts'
import { findCandidates, type MatchInput, match } from '../matching/match.ts'
import { maxContentBytes } from './content.ts'
import type { MatchQuestion } from './thread.ts'

/** Bytes. A larger body may take so long to look at (a megabyte half a second) that it is done in a thread: others do not wait for it. */
const maxInlineBytes = 4096
/** Milliseconds. */
const longest = 10_000

export type ContentMatcher = ReturnType<typeof contentMatcher>

/** As `match`, for a body of any size. */
export function contentMatcher() {
  const tooSlow = () => new Error('it took too long')
  const worker = thread<MatchQuestion, number>(join(import.meta.dirname, 'thread.ts'), { longest, tooSlow })
  return {
    async match(channels: readonly CompiledChannel[], asked: MatchInput, body: Uint8Array | undefined) {
      if (!body || body.length <= maxInlineBytes || body.length > maxContentBytes) return match(channels, asked, body)
      const contenders = findCandidates(channels, asked)
      const rules = contenders.map(({ channel }) => ({
        matchContentRegex: channel.matchContentRegex,
        matchContentXpath: channel.matchContentXpath,
        matchContentJson: channel.matchContentJson,
        matchContentValue: channel.matchContentValue,
      }))
      return contenders[await worker.ask({ rules, text: new TextDecoder().decode(body) })]
    },
    close: worker.close,
  }
}

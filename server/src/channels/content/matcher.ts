import { join } from 'node:path'
import { thread } from '../../platform/thread.ts'
import type { CompiledChannel } from '../matching/compile.ts'
import { type Asked, contendersFor, match } from '../matching/match.ts'
import { mostContent } from './content.ts'
import type { Question } from './thread.ts'

/** Bytes. A larger body may take so long to look at (a megabyte half a second) that it is done in a thread: others do not wait for it. */
const quick = 4096
/** Milliseconds. */
const longest = 10_000

export type ContentMatcher = ReturnType<typeof contentMatcher>

/** As `match`, for a body of any size. */
export function contentMatcher() {
  const tooSlow = () => new Error('it took too long')
  const looking = thread<Question, number>(join(import.meta.dirname, 'thread.ts'), { longest, tooSlow })
  return {
    async match(channels: readonly CompiledChannel[], asked: Asked, body: Uint8Array | undefined) {
      if (!body || body.length <= quick || body.length > mostContent) return match(channels, asked, body)
      const contenders = contendersFor(channels, asked)
      const rules = contenders.map(({ channel }) => ({
        matchContentRegex: channel.matchContentRegex,
        matchContentXpath: channel.matchContentXpath,
        matchContentJson: channel.matchContentJson,
        matchContentValue: channel.matchContentValue,
      }))
      return contenders[await looking.ask({ rules, text: new TextDecoder().decode(body) })]
    },
    close: looking.close,
  }
}

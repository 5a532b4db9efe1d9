import { Channel } from '@mediary/contract/channels'
import type { PatternCheck } from '@mediary/contract/channels/checks'
import { compilePattern, PatternError } from '../../platform/patterns/pattern.ts'
import { type CompiledChannel, compileChannel } from '../matching/compile.ts'
import { compareByPriority } from '../matching/match.ts'

type Candidate = {
  urlPattern: string
  name: string
  priority?: number | null | undefined
  methods: Channel['methods']
  channel?: string | undefined
}

const noId = '0'.repeat(24)

/** Reports which paths a pattern matches, and which other channel would match each of them first. */
export function checkPattern(candidate: Candidate, paths: readonly string[], others: readonly Channel[]): PatternCheck {
  try {
    compilePattern(candidate.urlPattern)
  } catch (error) {
    if (error instanceof PatternError)
      return { fault: error.message, reason: error.reason, parameters: error.parameters, paths: [] }
    throw error
  }
  const { urlPattern, name, priority, methods } = candidate
  const own = compileChannel(Channel.parse({ _id: noId, name: name || '\u{10FFFF}', urlPattern, priority, methods }))
  const rivals = others
    .filter(({ _id, status }) => _id !== candidate.channel && status === 'enabled')
    .flatMap(compileIfServable)
    .filter((rival) => compareByPriority(rival, own) < 0 && methods.some((method) => rival.methods.has(method)))
    .sort(compareByPriority)
  return {
    paths: paths.map((path) => {
      const first = rivals.find((rival) => rival.takesPath(path))?.channel
      return { path, takes: own.takesPath(path), ...(first && { first: { _id: first._id, name: first.name } }) }
    }),
  }
}

/** One that the gateway cannot serve is no rival. */
function compileIfServable(channel: Channel): CompiledChannel[] {
  try {
    return [compileChannel(channel)]
  } catch {
    return []
  }
}

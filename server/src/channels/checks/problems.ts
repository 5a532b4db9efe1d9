import type { NewChannel } from '@mediary/contract/channels'
import type { Issue } from '@mediary/contract/problem'
import { findPatternProblems } from '../matching/compile.ts'
import { findProblems } from '../rules.ts'
import { findHostProblems } from './hosts.ts'

/** Returns everything for which a channel is refused. */
export const findAllProblems = (channel: NewChannel): Issue[] => [
  ...findProblems(channel),
  ...findHostProblems(channel),
  ...findPatternProblems(channel),
]

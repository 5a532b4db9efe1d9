import { type ComponentType, lazy } from 'react'
import { Unintelligible } from '../lib/problem.ts'
import { Failure } from './failure.tsx'

/** Loaded when somebody asks for it. A server that was replaced meanwhile no longer has it: that must not take the page away. */
export const part = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => {
    try {
      return { default: await load() }
    } catch {
      return { default: (_props: Props) => <Failure error={new Unintelligible()} /> }
    }
  })

import { type ComponentType, lazy } from 'react'
import { loadPart } from '../lib/api/load-part.ts'
import { Failure } from './failure.tsx'

/** Loaded when somebody asks for it. A server that is away, or was replaced meanwhile, does not have it: that must not take the page away. */
export const lazyPart = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => {
    try {
      return { default: await loadPart(load) }
    } catch (error) {
      return { default: (_props: Props) => <Failure error={error} /> }
    }
  })

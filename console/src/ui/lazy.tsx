import { type ComponentType, lazy } from 'react'
import { loadPart } from '../lib/api/load-part.ts'
import { Failure } from './failure.tsx'

/** Returns a component that is loaded when it is first shown. When loading fails, the rest of the page stays. */
export const lazyPart = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => {
    try {
      return { default: await loadPart(load) }
    } catch (error) {
      return { default: (_props: Props) => <Failure error={error} /> }
    }
  })

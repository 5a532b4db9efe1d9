import { type ComponentType, lazy } from 'react'
import { loaded } from '../lib/api/loaded.ts'
import { Failure } from './failure.tsx'

/** Loaded when somebody asks for it. A server that is away, or was replaced meanwhile, does not have it: that must not take the page away. */
export const part = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => {
    try {
      return { default: await loaded(load) }
    } catch (error) {
      return { default: (_props: Props) => <Failure error={error} /> }
    }
  })

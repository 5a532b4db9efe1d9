// Remembers the call of the management API that is being answered, for records of who did something.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Caller } from './caller.ts'

type CurrentCall = { caller: Caller; address: string }

const calls = new AsyncLocalStorage<CurrentCall>()

/** Does the work as a part of a call. */
export const runCall = <T>(call: CurrentCall, work: () => T): T => calls.run(call, work)

/** Returns the call that is being answered; undefined when the program itself does something. */
export const findCurrentCall = (): CurrentCall | undefined => calls.getStore()

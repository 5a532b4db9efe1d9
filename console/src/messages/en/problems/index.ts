import { problemReasons } from '@mediary/contract/reasons'
import { gatewayReasons } from '@mediary/contract/reasons/gateway'

/** The English texts are those of the contract. A newer server may give a reason that this console does not know. */
export const problems = { ...problemReasons, ...gatewayReasons, 'unknown-reason': '{message}' } as const

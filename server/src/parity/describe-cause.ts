import { gatewayReasons } from '@mediary/contract/reasons/gateway'
import { fillTemplate, type ParametersOf } from '@mediary/contract/reasons/template'

type Reasons = typeof gatewayReasons

/** Returns the English text of a cause. Consoles of other languages recognise it. */
export const describeCause = <R extends keyof Reasons>(reason: R, parameters: ParametersOf<Reasons[R]>): string =>
  fillTemplate(gatewayReasons[reason], parameters)

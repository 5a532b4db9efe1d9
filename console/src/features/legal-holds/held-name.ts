import type { LegalHold } from '@mediary/contract/transactions/legal-holds'
import { useMessages } from '../../messages/use-messages.ts'

/** Returns what names the object of a hold: the patient, or the filters of the case. */
export function useHeldName() {
  const t = useMessages('legalHolds')
  return ({ patient, filters = {} }: Pick<LegalHold, 'patient' | 'filters'>) => {
    if (patient !== undefined) return t('of-patient', { patient })
    const parts = Object.entries(filters).map(([key, value]) => `${key}: ${formatValue(value)}`)
    return parts.length > 0 ? t('of-case', { filters: parts.join(', ') }) : t('of-all')
  }
}

/** Writes the value of a filter without the operators that say no more than the value. */
function formatValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([operator, operand]) => (plain.includes(operator) ? String(operand) : `${operator} ${String(operand)}`))
    .join(' ')
}

const plain = ['$eq', '$regex']

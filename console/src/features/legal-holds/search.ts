import { type AddressOf, addressSchema, choiceParameter } from '../../lib/address.ts'

export const holdStates = ['active', 'released', 'all'] as const

export const LegalHoldsSearch = addressSchema({ state: choiceParameter(holdStates) })
export type LegalHoldsSearch = AddressOf<typeof LegalHoldsSearch>

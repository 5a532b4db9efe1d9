import type { SilenceDraft } from './draft.ts'

/** The state of the form, as its sections use it. `clients`: those that a person can choose. */
export type CalendarFormState = {
  draft: SilenceDraft
  change: (part: Partial<SilenceDraft>) => void
  findIssue: (path: string) => string | undefined
  disabled: boolean
  clients: { value: string; label: string }[]
}

import type { ContactMethod } from '@mediary/contract/operations/contact-groups'
import type { NoticeSettings } from '@mediary/contract/operations/notices'
import type { SettingsDraft } from './draft.ts'

/** The state of the form, as its sections use it. */
export type SettingsFormState = {
  stored: NoticeSettings
  draft: SettingsDraft
  change: (part: Partial<SettingsDraft>) => void
  findIssue: (path: string) => string | undefined
  disabled: boolean
  /** Sends a test notice; undefined when that is not possible now. */
  sendTest: ((method: ContactMethod) => void) | undefined
  testing: ContactMethod | undefined
}

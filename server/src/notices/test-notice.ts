import { randomBytes } from 'node:crypto'
import type { ContactMethod } from '@mediary/contract/operations/contact-groups'
import type { NewNotice } from './rows.ts'
import type { StoredSettings } from './settings-rules.ts'
import { translate } from './texts/texts.ts'

/** Builds a test notice. */
export const buildTest = (
  { instance, language }: Pick<StoredSettings, 'instance' | 'language'>,
  recipient: string,
  method: ContactMethod,
): NewNotice => ({
  key: `test ${randomBytes(12).toString('hex')}`,
  kind: 'test',
  method,
  recipient,
  subject: translate(language, 'test.subject', { instance }),
  content: { lines: [translate(language, 'test.line', { instance })] },
})

import { mechanisms } from '@mediary/contract/system'
import { z } from 'zod'
import type { ConfigurationKind } from '../configuration/index.ts'
import { settingHistory } from './history.ts'

const name = 'mechanisms'
const SettingDocument = z.object({ mechanisms: z.partialRecord(z.enum(mechanisms), z.boolean()) })
const SettingRow = z.object({ value: z.string() })

/** Describes the authentication mechanisms as people have switched them. Other stored settings are notes of the program. */
export const settingConfiguration: ConfigurationKind = {
  name: 'settings',
  history: settingHistory,
  isConfigured: (row) => row.name === name,
  isSingle: true,
  schema: SettingDocument,
  getName: () => name,
  read({ settings = [] }) {
    const [row] = settings.map((one) => SettingRow.parse(one))
    return { mechanisms: row ? JSON.parse(row.value) : {} }
  },
  write: (document) => ({
    settings: [{ name, value: JSON.stringify(SettingDocument.parse(document).mechanisms) }],
  }),
}

import { z } from 'zod'
import type { ObjectHistory } from '../history/index.ts'
import type { Row } from '../platform/database/row-changes.ts'
import { parseSettings, settingName, toView } from './settings.ts'

const SettingRow = z.object({ name: z.string(), value: z.string() })
const parseRow = (row: Row) => SettingRow.parse(row)

const listSealed = (row: Row | undefined) => {
  const { mail, webhook, sms } = parseSettings(row && parseRow(row).value)
  return [mail?.sealedPassword, webhook?.sealedSecret, sms?.sealedAuthorization]
}

/** The changes of the notice settings. A secret that was replaced does not come back. */
export const noticeSettingsHistory: ObjectHistory = {
  object: 'notice-settings',
  changeKind: 'setting',
  tables: {
    settings: {
      key: 'name',
      findObject: (row) => (parseRow(row).name === settingName ? settingName : undefined),
    },
  },
  main: 'settings',
  getName: () => settingName,
  show({ settings = [] }) {
    const [row] = settings.map(parseRow)
    return row ? toView(parseSettings(row.value)) : {}
  },
  listSecrets: ({ settings = [] }) => listSealed(settings[0]),
  findObstacle: (changes) =>
    changes.some(({ before, after }) => JSON.stringify(listSealed(before)) !== JSON.stringify(listSealed(after)))
      ? 'undo-secret'
      : undefined,
}

import { z } from 'zod'
import type { ObjectHistory } from '../history/index.ts'
import type { Row } from '../platform/database/row-changes.ts'

const SettingRow = z.object({ name: z.string(), value: z.string() })
const Switched = z.record(z.string(), z.boolean())

/** The only stored setting that people change: the others are notes of the program. */
const changedByPeople = 'mechanisms'

const parseRow = (row: Row) => SettingRow.parse(row)

export const settingHistory: ObjectHistory = {
  object: 'setting',
  changeKind: 'setting',
  tables: {
    settings: {
      key: 'name',
      findObject: (row) => (parseRow(row).name === changedByPeople ? changedByPeople : undefined),
    },
  },
  main: 'settings',
  getName: (row) => parseRow(row).name,
  show({ settings = [] }) {
    const [row] = settings.map(parseRow)
    return row ? Switched.parse(JSON.parse(row.value)) : {}
  },
}

import type { ColumnChoice } from '@mediary/contract/users/preferences'
import { useMemo } from 'react'
import { changePreferences, preferences } from '../../lib/preferences.ts'
import { useStore } from '../../lib/store.ts'
import { type ColumnPlace, type ListName, selectColumns } from './arrange.ts'

/** The columns that a person has chosen of a list. */
export const useColumnChoice = (list: ListName) => useStore(preferences).columns[list]

/** Returns the columns that are shown. */
export function useSelectedColumns<C extends ColumnPlace>(list: ListName, columns: readonly C[]) {
  const choice = useColumnChoice(list)
  return useMemo(() => selectColumns(columns, choice), [columns, choice])
}

export const chooseColumns = (list: ListName, choice: ColumnChoice) =>
  changePreferences({ columns: { ...preferences.get().columns, [list]: choice } })

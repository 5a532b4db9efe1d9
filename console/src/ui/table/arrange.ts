import type { ColumnChoice } from '@mediary/contract/users/preferences'

/** The lists whose columns each person arranges. */
export type ListName =
  | 'authorities'
  | 'channels'
  | 'clients'
  | 'contact-lists'
  | 'enrolments'
  | 'issued-certificates'
  | 'issues'
  | 'legal-holds'
  | 'mechanisms'
  | 'mediators'
  | 'notices'
  | 'patient-report'
  | 'retention'
  | 'revocation-lists'
  | 'rhythms'
  | 'task-items'
  | 'tasks'
  | 'transactions'
  | 'trusted-certificates'
  | 'upstream-certificates'
  | 'user-roles'
  | 'users'

/** A column as its list has it. A person may change its width, and whether it is shown. */
export type ColumnPlace = {
  key: string
  width: number
  /** Hidden until a person chooses it. */
  optional?: boolean | undefined
  /** Shown in any case. */
  fixed?: boolean | undefined
  /** The last column holds the buttons of the rows: shown in any case. */
  last?: boolean | undefined
}

export const minColumnWidth = 40
export const maxColumnWidth = 800

export const isFixed = ({ fixed, last }: ColumnPlace) => fixed === true || last === true

const isShown = (column: ColumnPlace, { shown }: ColumnChoice = {}) =>
  isFixed(column) || (shown?.[column.key] ?? !column.optional)

/** Returns the columns that are shown. A list never loses all that tells its rows apart. */
export function selectColumns<C extends ColumnPlace>(columns: readonly C[], choice?: ColumnChoice): readonly C[] {
  const chosen = columns.filter((column) => isShown(column, choice))
  return chosen.some((column) => !isFixed(column)) ? chosen : columns.filter((column) => isShown(column))
}

export const getWidth = ({ key, width }: ColumnPlace, { widths }: ColumnChoice = {}) => widths?.[key] ?? width

/** Returns a choice with a column shown or hidden. Only what differs from the default is kept. */
export function showColumn(choice: ColumnChoice, column: ColumnPlace, is: boolean): ColumnChoice {
  const { [column.key]: _before, ...others } = choice.shown ?? {}
  return { ...choice, shown: is === !column.optional ? others : { ...others, [column.key]: is } }
}

const limitWidth = (width: number) => Math.round(Math.min(Math.max(width, minColumnWidth), maxColumnWidth))

export const resizeColumn = (choice: ColumnChoice, key: string, width: number): ColumnChoice => ({
  ...choice,
  widths: { ...choice.widths, [key]: limitWidth(width) },
})

type Neighbours = readonly [{ key: string; width: number }, { key: string; width: number }]

/** Returns a choice in which the border between two neighbours is moved. Together they stay as wide as before. */
export function moveBorder(choice: ColumnChoice, [left, right]: Neighbours, by: number): ColumnChoice {
  const moved = Math.min(Math.max(by, minColumnWidth - left.width), right.width - minColumnWidth)
  return resizeColumn(resizeColumn(choice, left.key, left.width + moved), right.key, right.width - moved)
}

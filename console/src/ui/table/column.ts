import type { ReactNode } from 'react'
import type { ListName } from './arrange.ts'

/** A column of a list. */
export type Column<Row> = {
  key: string
  title: string
  /** Shown instead of the title. */
  head?: ReactNode
  /** The width that it has until a person changes it. */
  width: number
  cell: (row: Row, index: number) => ReactNode
  sort?: 'up' | 'down' | undefined
  onSort?: (() => void) | undefined
  /** It holds the buttons of the rows, stays at the edge while the others scroll, and is always shown. */
  last?: boolean
  /** Hidden until a person chooses it. */
  optional?: boolean
  /** Names the row, on a card. Otherwise the first column does. */
  isName?: boolean
  /** Always shown. */
  fixed?: boolean
}

export type RowsProps<Row> = {
  /** Under this name the columns that a person chose are kept. */
  list: ListName
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  getKey: (row: Row) => string
  height?: string
  /** The columns share the width of the page in proportion to their own widths, so that none is cut. */
  fits?: boolean
  /** Rows are as low as one line of text. */
  dense?: boolean
  /** The place of the row that the keyboard has chosen. */
  active?: number | undefined
  /** Called when a row is clicked, and not a link or a control in it. */
  choose?: ((row: Row) => void) | undefined
  /** Called when a person begins to use the table, by pointer, keyboard or scrolling, and when they leave it. */
  inUse?: (inUse: boolean) => void
}

export type DataTableProps<Row> = RowsProps<Row> & {
  /** The button that saves the whole list as a file, with the filters of the page. */
  exported: ReactNode
}

import { useMediaQuery } from '@mantine/hooks'
import { Cards } from './cards.tsx'
import { useSelectedColumns } from './choice.ts'
import type { DataTableProps } from './column.ts'
import { ColumnsButton } from './columns-button.tsx'
import { Rows } from './rows.tsx'
import { Sorting } from './sorting.tsx'
import classes from './table.module.css'

/** A list of rows as a table, or as cards on a narrow screen. Its columns are chosen and sized by each person. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const isNarrow = useMediaQuery('(max-width: 600px)', undefined, { getInitialValueInEffect: false })
  const { list, columns, exported } = props
  const shown = useSelectedColumns(list, columns)
  return (
    <>
      <div className={classes.bar}>
        {isNarrow && <Sorting columns={columns} />}
        {exported}
        <ColumnsButton list={list} columns={columns} />
      </div>
      {isNarrow ? <Cards {...props} columns={shown} /> : <Rows {...props} columns={shown} />}
    </>
  )
}

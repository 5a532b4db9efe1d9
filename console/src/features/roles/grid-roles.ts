// A table element cannot keep only the rows and columns in sight, so these elements carry a grid's roles instead.
export const buildGridProps = (label: string, rows: number, columns: number) => ({
  role: 'grid',
  'aria-label': label,
  'aria-rowcount': rows,
  'aria-colcount': columns,
})
export const gridRows = { role: 'rowgroup' }
export const gridRow = (index: number) => ({ role: 'row', 'aria-rowindex': index })
export const gridCell = (index: number) => ({ role: 'gridcell', 'aria-colindex': index })
export const rowHead = (index: number) => ({ role: 'rowheader', 'aria-colindex': index })
export const columnHead = (index: number) => ({ role: 'columnheader', 'aria-colindex': index })

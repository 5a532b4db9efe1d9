import { Button, Checkbox, FocusTrap, Paper } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import {
  getWidth,
  isFixed,
  type ListName,
  maxColumnWidth,
  minColumnWidth,
  resizeColumn,
  selectColumns,
  showColumn,
} from './arrange.ts'
import { chooseColumns, useColumnChoice } from './choice.ts'
import type { Column } from './column.ts'
import classes from './table.module.css'

/** A column, whatever its rows are. */
export type ArrangedColumn = Pick<Column<never>, 'key' | 'title' | 'width' | 'last' | 'optional' | 'fixed'>

type ColumnsPanelProps = {
  list: ListName
  columns: readonly ArrangedColumn[]
  onKeyDown: (event: KeyboardEvent) => void
}

/** The columns of a list: a tick shows one, and a slider sizes it. */
export function ColumnsPanel({ list, columns, onKeyDown }: ColumnsPanelProps) {
  const t = useMessages('columns')
  const choice = useColumnChoice(list) ?? {}
  const shown = selectColumns(columns, choice)
  const chosen = shown.filter((column) => !isFixed(column))
  return (
    <FocusTrap>
      <Paper
        className={classes.panel}
        role="dialog"
        aria-label={t('columns')}
        withBorder
        shadow="md"
        p="sm"
        onKeyDown={onKeyDown}
      >
        <ul className={classes.columns}>
          {columns.map((column) => (
            <li key={column.key} className={classes.column}>
              <Checkbox
                label={column.title}
                checked={shown.includes(column)}
                disabled={isFixed(column) || (chosen.length === 1 && chosen.includes(column))}
                onChange={({ currentTarget }) => chooseColumns(list, showColumn(choice, column, currentTarget.checked))}
              />
              <input
                type="range"
                aria-label={t('width', { column: column.title })}
                min={minColumnWidth}
                max={maxColumnWidth}
                step={4}
                value={getWidth(column, choice)}
                disabled={!shown.includes(column)}
                onChange={({ currentTarget }) =>
                  chooseColumns(list, resizeColumn(choice, column.key, currentTarget.valueAsNumber))
                }
              />
            </li>
          ))}
        </ul>
        <Button size="compact-sm" variant="subtle" onClick={() => chooseColumns(list, {})}>
          {t('default')}
        </Button>
      </Paper>
    </FocusTrap>
  )
}

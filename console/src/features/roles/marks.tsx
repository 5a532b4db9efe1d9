import { memo } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import { gridCell } from './grid-roles.ts'
import classes from './matrix.module.css'
import { cellClass, type Lane } from './matrix-head.tsx'
import type { MatrixModel } from './matrix-model.ts'
import type { Cell, ChannelHead } from './rules.ts'

export type RowPlace = {
  index: number
  active: number | undefined
  setActive: (cell: Cell) => void
  lane: Lane
}

type Flip = (channel: ChannelHead, on: boolean) => void

type MarksProps = {
  model: MatrixModel
  at: RowPlace
  role: string
  allowed: ReadonlySet<string>
  /** Must stay the same function while scrolling, so that only new marks are drawn. */
  flip: Flip
}

/** The visible ticks and crosses of one row. */
export const Marks = ({ model, at: { index: row, active, setActive, lane }, role, allowed, flip }: MarksProps) => (
  <div role="none" className={classes.lane} style={{ width: lane.width }}>
    {lane.items.map(({ index, start, size }) => {
      const channel = model.columns[index]
      return (
        channel && (
          <Mark
            key={channel._id}
            {...{ role, channel, row, start, size, setActive, flip }}
            column={index}
            on={allowed.has(channel._id)}
            isActive={active === index}
            mayChange={model.mayChange}
          />
        )
      )
    })}
  </div>
)

type MarkProps = { role: string; channel: ChannelHead; on: boolean; flip: Flip; mayChange: boolean } & {
  row: number
  column: number
  start: number
  size: number
  isActive: boolean
  setActive: RowPlace['setActive']
}

const Mark = memo(
  ({ role, channel, on, flip, mayChange, row, column, start, size, isActive, setActive }: MarkProps) => {
    const t = useMessages('roles')
    const label = t(on ? 'enabled' : 'disabled', { role, channel: channel.name })
    return (
      <div {...gridCell(column + 4)} className={cellClass()} style={{ left: start, width: size }}>
        <button
          type="button"
          className={`${classes.mark} ${on ? classes.yes : classes.no}`}
          data-cell={`${row}:${column}`}
          data-on={on}
          aria-pressed={on}
          aria-label={label}
          title={label}
          disabled={!mayChange}
          tabIndex={isActive ? 0 : -1}
          onFocus={() => setActive({ row, column })}
          onClick={() => flip(channel, on)}
        >
          <Icon name={on ? 'tick' : 'cross'} size={20} />
        </button>
      </div>
    )
  },
)

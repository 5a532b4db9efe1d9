import { useWords } from '../lib/use-words.ts'
import { Icon } from '../ui/icons.tsx'
import { gridCell } from './grid-roles.ts'
import classes from './matrix.module.css'
import type { MatrixModel } from './matrix.tsx'
import { cellClass, type Lane } from './matrix-head.tsx'
import type { Cell, ChannelHead } from './rules.ts'
import { roleWords } from './words.ts'

export type RowPlace = {
  index: number
  active: number | undefined
  setActive: (cell: Cell) => void
  lane: Lane
}

type MarksProps = {
  model: MatrixModel
  at: RowPlace
  role: string
  allowed: ReadonlySet<string>
  flip: (channel: ChannelHead) => void
}

/** The ticks and crosses of one row, as far as they are in sight. */
export function Marks({ model, at, role, allowed, flip }: MarksProps) {
  const t = useWords(roleWords)
  return (
    <div role="none" className={classes.lane} style={{ width: at.lane.width }}>
      {at.lane.items.map(({ index, start, size }) => {
        const channel = model.columns[index]
        if (!channel) return null
        const on = allowed.has(channel._id)
        const label = t(on ? 'enabled' : 'disabled', { role, channel: channel.name })
        return (
          <div key={channel._id} {...gridCell(index + 4)} className={cellClass()} style={{ left: start, width: size }}>
            <button
              type="button"
              className={`${classes.mark} ${on ? classes.yes : classes.no}`}
              data-cell={`${at.index}:${index}`}
              data-on={on}
              aria-pressed={on}
              aria-label={label}
              title={label}
              disabled={!model.mayChange}
              tabIndex={at.active === index ? 0 : -1}
              onFocus={() => at.setActive({ row: at.index, column: index })}
              onClick={() => flip(channel)}
            >
              <Icon name={on ? 'tick' : 'cross'} size={20} />
            </button>
          </div>
        )
      })}
    </div>
  )
}

import { ActionIcon } from '@mantine/core'
import type { VirtualItem } from '@tanstack/react-virtual'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import { columnHead, gridRow } from './grid-roles.ts'
import classes from './matrix.module.css'
import type { MatrixModel } from './matrix-model.ts'

export type Lane = { width: number; items: readonly VirtualItem[] }

export const cellClass = (...names: (keyof typeof classes | false | undefined)[]) =>
  ['cell' as const, ...names]
    .map((name) => name && classes[name])
    .filter(Boolean)
    .join(' ')

/** Names the columns, and switches renaming and assigning on and off. */
export function MatrixHead({ model, lane }: { model: MatrixModel; lane: Lane }) {
  const t = useMessages('roles')
  return (
    <div {...gridRow(1)} className={`${classes.row} ${classes.head}`}>
      <div {...columnHead(1)} className={cellClass('number')}>
        {t('number')}
      </div>
      <div {...columnHead(2)} className={cellClass('role')}>
        {t('role')}
        {model.mayChange && <Toggle label={t('edit.names')} on={model.renaming.isOn} onClick={model.renaming.toggle} />}
      </div>
      <div {...columnHead(3)} className={cellClass('clients')}>
        {t('clients')}
        {model.mayChange && <Toggle label={t('edit.clients')} on={model.assigning} onClick={model.toggleAssigning} />}
      </div>
      <div role="none" className={classes.lane} style={{ width: lane.width }}>
        {lane.items.map(({ index, start, size }) => {
          const channel = model.columns[index]
          return (
            channel && (
              <div
                key={channel._id}
                {...columnHead(index + 4)}
                className={cellClass(channel.status !== 'enabled' && 'off')}
                style={{ left: start, width: size }}
                title={channel.name}
              >
                <span className={classes.title}>{channel.name}</span>
              </div>
            )
          )
        })}
      </div>
      <div {...columnHead(model.columns.length + 4)} className={cellClass('actions')}>
        <span className="hidden-text">✗</span>
      </div>
    </div>
  )
}

const Toggle = ({ label, on, onClick }: { label: string; on: boolean; onClick: () => void }) => (
  <ActionIcon
    variant={on ? 'light' : 'subtle'}
    color="orange"
    size="sm"
    className={classes.edit}
    aria-label={label}
    aria-pressed={on}
    title={label}
    onClick={onClick}
  >
    <Icon name="pencil" size={14} />
  </ActionIcon>
)

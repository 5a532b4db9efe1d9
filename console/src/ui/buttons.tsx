import { ActionIcon, Button, type ButtonProps, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Alerts } from './alerts.tsx'
import { Icon } from './icons.tsx'

type ActionButtonProps = {
  label: string
  onClick: () => void
  disabled?: boolean | undefined
  loading?: boolean | undefined
}

/** The colours of the guide: dark green adds, amber edits and saves, red deletes. */
export const colours = { plus: 'rgb(3, 102, 51)', amber: 'rgb(240, 173, 78)', cross: 'rgb(217, 83, 79)' } as const

/** An orange on which white letters can be read; that of the theme is too light. */
export const warning = 'rgb(179, 64, 12)'

/** The guide's dark green button with a plus sign. */
export const PlusButton = ({ children, onClick }: { children: string; onClick: () => void }) => (
  <Button
    color={colours.plus}
    leftSection={<Icon name="plus" size={16} />}
    aria-label={`+ ${children}`}
    onClick={onClick}
  >
    {children}
  </Button>
)

const buildButtonProps = (label: string) => ({ 'aria-label': label, title: label, size: 'md' as const })

/** The cell of a button in a grid with arrow keys. */
type GridPlace = { at: string; active: boolean; activate: () => void }

const buildCellProps = (cell: GridPlace | undefined) =>
  cell ? { 'data-cell': cell.at, tabIndex: cell.active ? 0 : -1, onFocus: cell.activate } : {}

/** The guide's red X. */
export const CrossButton = ({ label, onClick, disabled = false, cell }: ActionButtonProps & { cell?: GridPlace }) => (
  <ActionIcon
    {...buildButtonProps(label)}
    {...buildCellProps(cell)}
    color={colours.cross}
    onClick={onClick}
    disabled={disabled}
  >
    <Icon name="cross" size={16} />
  </ActionIcon>
)

/** The guide's amber pencil. */
export const PencilButton = ({ label, onClick }: ActionButtonProps) => (
  <ActionIcon {...buildButtonProps(label)} color={colours.amber} onClick={onClick}>
    <Icon name="pencil" size={16} />
  </ActionIcon>
)

/** The guide's yellow floppy disk. */
export const FloppyButton = ({ label, onClick, disabled = false, loading = false }: ActionButtonProps) => (
  <ActionIcon
    {...buildButtonProps(label)}
    color={colours.amber}
    onClick={onClick}
    disabled={disabled}
    loading={loading}
  >
    <Icon name="floppy" size={16} />
  </ActionIcon>
)

export const PrimaryButton = (props: ButtonProps & { children: ReactNode; onClick?: () => void; type?: 'submit' }) => (
  <Button color={colours.plus} {...props} />
)

type SaveRowProps = {
  save: { isPending: boolean; mutate: () => void }
  alerts: Alerts
  label: string
  disabled?: boolean
  children?: ReactNode
}

/** The button that saves a form of a page, and what stands beside it. */
export const SaveRow = ({ save, alerts, label, disabled = false, children }: SaveRowProps) => (
  <Group>
    <PrimaryButton
      loading={save.isPending}
      disabled={disabled}
      onClick={() => {
        alerts.clear()
        save.mutate()
      }}
    >
      {label}
    </PrimaryButton>
    {children}
  </Group>
)

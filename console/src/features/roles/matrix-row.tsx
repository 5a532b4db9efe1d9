import { TextInput } from '@mantine/core'
import type { Role } from '@mediary/contract/roles'
import { memo, useCallback, useMemo } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { CrossButton, FloppyButton } from '../../ui/buttons.tsx'
import { RoleLink } from '../usage/role-link.tsx'
import { AssignedClients, ClientNames } from './clients-cell.tsx'
import type { RoleDraft } from './drafts.ts'
import { gridCell, gridRow, rowHead } from './grid-roles.ts'
import { Marks, type RowPlace } from './marks.tsx'
import classes from './matrix.module.css'
import { cellClass } from './matrix-head.tsx'
import type { MatrixModel } from './matrix-model.ts'
import type { ChannelHead } from './rules.ts'

type RowProps = { model: MatrixModel; start: number; measure: (element: HTMLDivElement | null) => void } & RowPlace

const buildRowProps = ({ index, start, measure }: RowProps) => ({
  ...gridRow(index + 2),
  ref: measure,
  'data-index': index,
  style: { transform: `translateY(${start}px)`, width: '100%' },
})

/** A row of the matrix. It is drawn again when the role changes, not when other rows scroll into view. */
export const RoleRow = memo((props: RowProps & { role: Role }) => {
  const { model, role, index, active, setActive } = props
  const allowed = useMemo(() => new Set(role.channels.map(({ _id }) => _id)), [role.channels])
  const flip = useCallback(
    ({ _id, name }: ChannelHead, on: boolean) => model.change(role.name, { kind: 'channel', _id, name, on: !on }),
    [model, role.name],
  )
  const last = model.columns.length
  return (
    <div {...buildRowProps(props)} className={classes.row} data-role={role.name}>
      <RowHead model={model} role={role} index={index} />
      <Marks model={model} at={props} role={role.name} allowed={allowed} flip={flip} />
      <RowEnd model={model} role={role} index={index} setActive={setActive} isActive={active === last} />
    </div>
  )
})

const RowHead = memo(({ model, role, index }: { model: MatrixModel; role: Role; index: number }) => (
  <>
    <div {...gridCell(1)} className={cellClass('number')}>
      {index + 1}
    </div>
    <div {...rowHead(2)} className={cellClass('role')}>
      {model.renaming.has(role._id) ? <Rename model={model} role={role} /> : <RoleLink name={role.name} />}
    </div>
    <div {...gridCell(3)} className={cellClass('clients')}>
      {model.assigning ? (
        <Assigned model={model} role={role} />
      ) : (
        <ClientNames names={role.clients.map(({ clientID }) => clientID)} />
      )}
    </div>
  </>
))

function Assigned({ model, role }: { model: MatrixModel; role: Role }) {
  const held = new Set(role.clients.map(({ _id }) => _id))
  return (
    <AssignedClients
      clients={model.clients}
      held={held}
      role={role.name}
      flip={({ _id, clientID }) => model.change(role.name, { kind: 'client', _id, clientID, on: !held.has(_id) })}
    />
  )
}

type RowEndProps = { model: MatrixModel; role: Role; isActive: boolean } & Pick<RowPlace, 'index' | 'setActive'>

const RowEnd = memo(({ model, role, index, setActive, isActive }: RowEndProps) => {
  const t = useMessages('roles')
  const column = model.columns.length
  return (
    <div {...gridCell(column + 4)} className={cellClass('actions')}>
      {model.mayChange && (
        <CrossButton
          label={t('delete', { role: role.name })}
          onClick={() => model.remove(role)}
          cell={{ at: `${index}:${column}`, active: isActive, activate: () => setActive({ row: index, column }) }}
        />
      )}
    </div>
  )
})

function Rename({ model, role }: { model: MatrixModel; role: Role }) {
  const t = useMessages('roles')
  const { renaming } = model
  const name = renaming.getName(role)
  const save = () => void model.rename(role, name.trim())
  return (
    <>
      <TextInput
        size="xs"
        aria-label={t('name.of', { role: role.name })}
        value={name}
        onChange={({ currentTarget }) => renaming.type(role._id, currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && save()}
      />
      <FloppyButton label={t('save', { role: role.name })} onClick={save} disabled={!name.trim()} />
    </>
  )
}

/** The row of a new role. Nothing is sent before the floppy disk is pressed. */
export function DraftRow(props: RowProps & { draft: RoleDraft }) {
  const { model, draft, index, setActive } = props
  const t = useMessages('roles')
  const { drafts } = model
  const save = () => void drafts.save(draft)
  return (
    <div {...buildRowProps(props)} className={`${classes.row} ${classes.draft}`} data-draft>
      <div {...gridCell(1)} className={cellClass('number')}>
        {t('number')}
      </div>
      <div {...gridCell(2)} className={cellClass('role')}>
        <TextInput
          size="xs"
          autoFocus
          aria-label={t('new.name')}
          // Tab leads on to the channels of this line, not to where the matrix was left.
          onFocus={() => setActive({ row: index, column: 0 })}
          value={draft.name}
          onChange={({ currentTarget }) => drafts.change(draft.id, { name: currentTarget.value })}
          onKeyDown={(event) => event.key === 'Enter' && save()}
        />
      </div>
      <div {...gridCell(3)} className={cellClass('clients')}>
        <AssignedClients
          clients={model.clients}
          held={draft.clients}
          role={draft.name}
          flip={({ _id }) => drafts.flip(draft, 'clients', _id)}
        />
      </div>
      <Marks
        model={model}
        at={props}
        role={draft.name}
        allowed={draft.channels}
        flip={({ _id }) => drafts.flip(draft, 'channels', _id)}
      />
      <div {...gridCell(model.columns.length + 4)} className={cellClass('actions')}>
        <FloppyButton label={t('save', { role: draft.name })} onClick={save} loading={draft.saving} />
        <CrossButton label={t('discard')} onClick={() => drafts.discard(draft.id)} />
      </div>
    </div>
  )
}

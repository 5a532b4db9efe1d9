import { TextInput } from '@mantine/core'
import type { Role } from '@mediary/contract/roles'
import type { CSSProperties } from 'react'
import { useWords } from '../lib/use-words.ts'
import { CrossButton, FloppyButton } from '../ui/buttons.tsx'
import { AssignedClients, ClientNames } from './clients-cell.tsx'
import type { RoleDraft } from './drafts.ts'
import { gridCell, gridRow, rowHead } from './grid-roles.ts'
import { Marks, type RowPlace } from './marks.tsx'
import classes from './matrix.module.css'
import type { MatrixModel } from './matrix.tsx'
import { cellClass } from './matrix-head.tsx'
import { roleWords } from './words.ts'

type Frame = { ref: (element: HTMLDivElement | null) => void; 'data-index': number; style: CSSProperties }
type RowProps = { model: MatrixModel; at: RowPlace; frame: Frame }

export function RoleRow({ model, role, at, frame }: RowProps & { role: Role }) {
  const t = useWords(roleWords)
  const allowed = new Set(role.channels.map(({ _id }) => _id))
  const held = new Set(role.clients.map(({ _id }) => _id))
  const last = model.columns.length
  return (
    <div {...gridRow(at.index + 2)} className={classes.row} {...frame} data-role={role.name}>
      <div {...gridCell(1)} className={cellClass('number')}>
        {at.index + 1}
      </div>
      <div {...rowHead(2)} className={cellClass('role')}>
        {model.renaming.has(role._id) ? <Rename model={model} role={role} /> : role.name}
      </div>
      <div {...gridCell(3)} className={cellClass('clients')}>
        {model.assigning ? (
          <AssignedClients
            clients={model.clients}
            held={held}
            role={role.name}
            flip={({ _id, clientID }) => model.change(role.name, { kind: 'client', _id, clientID, on: !held.has(_id) })}
          />
        ) : (
          <ClientNames names={role.clients.map(({ clientID }) => clientID)} />
        )}
      </div>
      <Marks
        model={model}
        at={at}
        role={role.name}
        allowed={allowed}
        flip={({ _id, name }) => model.change(role.name, { kind: 'channel', _id, name, on: !allowed.has(_id) })}
      />
      <div {...gridCell(last + 4)} className={cellClass('actions')}>
        {model.mayChange && (
          <CrossButton
            label={t('delete', { role: role.name })}
            onClick={() => model.remove(role)}
            cell={{
              at: `${at.index}:${last}`,
              active: at.active === last,
              activate: () => at.setActive({ row: at.index, column: last }),
            }}
          />
        )}
      </div>
    </div>
  )
}

function Rename({ model, role }: { model: MatrixModel; role: Role }) {
  const t = useWords(roleWords)
  const { renaming } = model
  const name = renaming.nameOf(role)
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

/** A new line: nothing of it is sent before the floppy disk is pressed. */
export function DraftRow({ model, draft, at, frame }: RowProps & { draft: RoleDraft }) {
  const t = useWords(roleWords)
  const { drafts } = model
  const save = () => void drafts.save(draft)
  return (
    <div {...gridRow(at.index + 2)} className={`${classes.row} ${classes.draft}`} {...frame} data-draft>
      <div {...gridCell(1)} className={cellClass('number')}>
        {t('number')}
      </div>
      <div {...gridCell(2)} className={cellClass('role')}>
        <TextInput
          size="xs"
          autoFocus
          aria-label={t('new.name')}
          // Tab leads on to the channels of this line, not to where the matrix was left.
          onFocus={() => at.setActive({ row: at.index, column: 0 })}
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
        at={at}
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

import { Alert, Group } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import { type Role, rolesApi } from '@mediary/contract/roles'
import { useState } from 'react'
import { useMay } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, type Alerts, useAlerts } from '../../ui/alerts.tsx'
import { PlusButton } from '../../ui/buttons.tsx'
import { Section } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { Unsaved } from '../../ui/unsaved.tsx'
import { ExportButton } from '../export/button.tsx'
import { HistoryLink } from '../history/link.tsx'
import { useMembership, useRename } from './changes.ts'
import { DeleteRole } from './delete.tsx'
import { useDrafts } from './drafts.ts'
import { Matrix } from './matrix.tsx'
import type { MatrixModel } from './matrix-model.ts'
import { useRenaming } from './renaming.ts'
import { selectColumns, selectRows } from './rules.ts'
import type { RolesSearch } from './search.ts'

type RolesSectionProps = {
  roles: readonly Role[]
  clients: readonly Client[]
  channels: readonly Channel[]
  search: RolesSearch
  set: (part: Partial<RolesSearch>, replace?: boolean) => void
  healthy: boolean
}

export function RolesSection({ roles, clients, channels, search, set, healthy }: RolesSectionProps) {
  const t = useMessages('roles')
  const alerts = useAlerts()
  const model = useMatrixModel({ roles, clients, channels, search, set, alerts })
  const { drafts, renaming } = model
  const leaving = roles.find(({ name }) => name === search.deleteRole)
  const empty = model.roles.length + drafts.drafts.length === 0
  return (
    <Section
      id="roles"
      title={t('title')}
      icon="lock"
      intro={t('intro')}
      actions={
        <Group>
          <HistoryLink object="role" />
          <SearchBox label={t('find.role')} value={search.findRole ?? ''} change={(findRole) => set({ findRole })} />
          <SearchBox
            label={t('find.channel')}
            value={search.findChannel ?? ''}
            change={(findChannel) => set({ findChannel })}
          />
        </Group>
      }
    >
      <AlertStrip alerts={alerts} />
      {selectColumns(channels).length === 0 && (
        <Alert color="yellow" mb="sm">
          {t('no-channels')}
        </Alert>
      )}
      {empty ? (
        <Alert color="yellow">{roles.length > 0 ? t('none.found') : t('none')}</Alert>
      ) : (
        <Matrix model={model} />
      )}
      <Group mt="sm" justify="space-between">
        {healthy && model.mayChange && <PlusButton onClick={drafts.add}>{t('role')}</PlusButton>}
        <ExportButton endpoint={rolesApi.list} input={{ query: { find: search.findRole } }} />
      </Group>
      <Unsaved touched={drafts.touched || renaming.touched} />
      {leaving && (
        <DeleteRole
          role={leaving}
          deleted={() => {
            renaming.end(leaving._id)
            alerts.add('success', t('deleted', { role: leaving.name }))
          }}
          close={() => set({ deleteRole: undefined })}
        />
      )}
    </Section>
  )
}

type MatrixModelProps = Omit<RolesSectionProps, 'healthy'> & { alerts: Alerts }

function useMatrixModel({ roles, clients, channels, search, set, alerts }: MatrixModelProps): MatrixModel {
  const may = useMay()
  const drafts = useDrafts(alerts, { channels, clients })
  const renaming = useRenaming(roles, drafts, alerts)
  const [assigning, setAssigning] = useState(false)
  const change = useMembership(alerts)
  const rename = useRename(alerts)
  return {
    roles: selectRows(roles, search.findRole),
    clients,
    columns: selectColumns(channels, search.findChannel),
    mayChange: may('client-role-manage-all'),
    drafts,
    renaming,
    assigning,
    change,
    rename: async (role, name) => {
      if (await rename(role, name, roles)) renaming.end(role._id)
    },
    toggleAssigning: () => setAssigning(!assigning),
    remove: (role) => {
      alerts.clear()
      set({ deleteRole: role.name }, false)
    },
  }
}

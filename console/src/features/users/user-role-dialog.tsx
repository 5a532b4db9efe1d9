import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import type { UserRole } from '@mediary/contract/users'
import { useState } from 'react'
import type { EditTarget } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Gone } from '../../ui/gone.tsx'
import { Unsaved } from '../../ui/unsaved.tsx'
import { PermissionFields } from './permission-fields.tsx'
import { listGranted, toLists } from './permissions.ts'
import { type Access, PresetFields } from './preset-fields.tsx'
import { buildPreset } from './presets.ts'
import { PermissionPreview } from './preview.tsx'
import { toPermissions, type UserRoleDraft, useUserRoleForm } from './role-form.ts'

type UserRoleDialogProps = { target: EditTarget<UserRole>; saved: (name: string) => void; close: () => void }

export function UserRoleDialog({ target, saved, close }: UserRoleDialogProps) {
  const t = useMessages('users')
  const { draft, change, failure, save, saving, touched } = useUserRoleForm(target, saved)
  return (
    <Dialog size="xl" close={close} closeOnClickOutside={!touched} title={t('role')}>
      {target.gone && <Gone>{t('role.gone')}</Gone>}
      <Stack>
        <TextInput
          label={t('name')}
          withAsterisk
          data-autofocus
          value={draft.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <Preset change={change} />
        <PermissionFields
          granted={draft.granted}
          lists={draft.lists}
          change={({ granted = draft.granted, lists }) => change({ granted, lists: { ...draft.lists, ...lists } })}
        />
        <PermissionPreview groups={[]} permissions={toPermissions(draft)} />
        {failure && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <PrimaryButton onClick={save} loading={saving} disabled={!draft.name.trim()}>
          {t('save')}
        </PrimaryButton>
      </Stack>
      <Unsaved touched={touched} place="role" />
    </Dialog>
  )
}

/** Fills the form with a usual set of permissions. */
function Preset({ change }: { change: (part: Partial<UserRoleDraft>) => void }) {
  const t = useMessages('access')
  const [access, setAccess] = useState<Access>({ preset: 'viewer', channels: [] })
  const fill = () => {
    const permissions = buildPreset(access.preset, access.channels)
    change({ granted: listGranted(permissions), lists: toLists(permissions) })
  }
  return (
    <Stack gap="xs">
      <PresetFields access={access} change={setAccess} description={t('channels.empty-all')} />
      <Group>
        <Button variant="default" size="xs" onClick={fill}>
          {t('preset.fill')}
        </Button>
      </Group>
    </Stack>
  )
}

import { Alert, Checkbox, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { permissionFlags } from '@mediary/contract/permission'
import type { UserRole } from '@mediary/contract/users'
import type { EditTarget } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Gone } from '../../ui/gone.tsx'
import { Unsaved } from '../../ui/unsaved.tsx'
import { useUserRoleForm } from './role-form.ts'
import { SpecifiedPermissions } from './specified.tsx'

type UserRoleDialogProps = { target: EditTarget<UserRole>; saved: (name: string) => void; close: () => void }

export function UserRoleDialog({ target, saved, close }: UserRoleDialogProps) {
  const t = useMessages('users')
  const { draft, change, failure, save, saving, touched } = useUserRoleForm(target, saved)
  return (
    <Dialog size="lg" close={close} closeOnClickOutside={!touched} title={t('role')}>
      {target.gone && <Gone>{t('role.gone')}</Gone>}
      <Stack>
        <TextInput
          label={t('name')}
          withAsterisk
          data-autofocus
          value={draft.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <Checkbox.Group
          label={t('permissions')}
          value={[...draft.granted]}
          onChange={(granted) => change({ granted: permissionFlags.filter((flag) => granted.includes(flag)) })}
        >
          <SimpleGrid cols={{ base: 1, xs: 2 }} mt="xs" spacing="xs">
            {permissionFlags.map((flag) => (
              <Checkbox key={flag} value={flag} label={flag} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        <SpecifiedPermissions
          granted={draft.granted}
          lists={draft.lists}
          change={(lists) => change({ lists: { ...draft.lists, ...lists } })}
        />
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

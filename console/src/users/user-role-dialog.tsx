import { Alert, Checkbox, Modal, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { permissionFlags } from '@mediary/contract/permission'
import { type UserRole, userRolesApi } from '@mediary/contract/users'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../lib/api.ts'
import { useWords } from '../lib/use-words.ts'
import { PrimaryButton } from '../ui/buttons.tsx'
import { useSentence } from '../ui/failure.tsx'
import { uiWords } from '../ui/words.ts'
import { grantedOf, withGranted } from './permissions.ts'
import { userWords } from './words.ts'

type UserRoleDialogProps = { stored: UserRole | undefined; saved: (name: string) => void; close: () => void }

export function UserRoleDialog({ stored, saved, close }: UserRoleDialogProps) {
  const t = useWords(userWords)
  const ui = useWords(uiWords)
  const sentence = useSentence()
  const client = useQueryClient()
  const [name, setName] = useState(stored?.name ?? '')
  const [granted, setGranted] = useState<string[]>(stored ? grantedOf(stored.permissions) : [])
  const save = useMutation({
    mutationFn: () => {
      const permissions = withGranted(stored?.permissions, granted)
      return stored
        ? call(userRolesApi.update, { params: { name: stored.name }, body: { name, permissions } })
        : call(userRolesApi.create, { body: { name, permissions } })
    },
    onSuccess: () => {
      saved(name)
      close()
    },
    onSettled: () => client.invalidateQueries(),
  })
  return (
    <Modal
      opened
      size="lg"
      onClose={close}
      closeOnClickOutside={false}
      title={t('role')}
      closeButtonProps={{ 'aria-label': ui('close') }}
    >
      <Stack>
        <TextInput
          label={t('name')}
          withAsterisk
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Checkbox.Group label={t('permissions')} value={granted} onChange={setGranted}>
          <SimpleGrid cols={{ base: 1, xs: 2 }} mt="xs" spacing="xs">
            {permissionFlags.map((flag) => (
              <Checkbox key={flag} value={flag} label={flag} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        {save.isError && (
          <Alert color="red" role="alert">
            {sentence(save.error)}
          </Alert>
        )}
        <PrimaryButton onClick={() => save.mutate()} loading={save.isPending} disabled={!name.trim()}>
          {t('save')}
        </PrimaryButton>
      </Stack>
    </Modal>
  )
}

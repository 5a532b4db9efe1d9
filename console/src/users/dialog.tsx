import { Alert, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type User, usersApi } from '@mediary/contract/users'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../lib/api.ts'
import { useMay } from '../lib/me.ts'
import { ApiProblem } from '../lib/problem.ts'
import { useWords } from '../lib/use-words.ts'
import { PrimaryButton } from '../ui/buttons.tsx'
import { useSentence } from '../ui/failure.tsx'
import { uiWords } from '../ui/words.ts'
import { PasswordLink } from './password-link.tsx'
import { userRolesQuery, usersQuery } from './queries.ts'
import { userWords } from './words.ts'

type UserDialogProps = { stored: User | undefined; saved: (name: string) => void; close: () => void }

const names = ['email', 'firstname', 'surname'] as const

/** A new user gets no password from us: a one-time link lets the person set it. */
export function UserDialog({ stored, saved, close }: UserDialogProps) {
  const t = useWords(userWords)
  const ui = useWords(uiWords)
  const sentence = useSentence()
  const may = useMay()
  const client = useQueryClient()
  const roles = useQuery({ ...userRolesQuery, enabled: may('user-role-view') })
  const { email = '', firstname = '', surname = '', groups: held = [] } = stored ?? {}
  const [draft, setDraft] = useState({ email, firstname, surname, groups: held })
  const save = useMutation({
    mutationFn: () => {
      const { email: address, ...changes } = draft
      return stored
        ? call(usersApi.update, { params: { email: address }, body: changes })
        : call(usersApi.create, { body: draft })
    },
    onSuccess: () => {
      saved(draft.email)
      close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  })
  const faultAt = (field: string) =>
    save.error instanceof ApiProblem ? save.error.issues.find(({ path }) => path === field)?.message : undefined
  return (
    <Modal
      opened
      onClose={close}
      closeOnClickOutside={false}
      title={stored ? t('edit.title') : t('add.title')}
      closeButtonProps={{ 'aria-label': ui('close') }}
    >
      <Stack>
        {names.map((name) => (
          <TextInput
            key={name}
            label={t(name)}
            withAsterisk
            type={name === 'email' ? 'email' : 'text'}
            disabled={name === 'email' && stored !== undefined}
            value={draft[name]}
            error={faultAt(name)}
            onChange={({ currentTarget }) => setDraft({ ...draft, [name]: currentTarget.value })}
          />
        ))}
        <Checkbox.Group label={t('roles')} value={draft.groups} onChange={(groups) => setDraft({ ...draft, groups })}>
          <Group mt="xs">
            {(roles.data ?? []).map(({ name }) => (
              <Checkbox key={name} value={name} label={name} />
            ))}
          </Group>
        </Checkbox.Group>
        {stored && <PasswordLink email={stored.email} />}
        {save.isError && (
          <Alert color="red" role="alert">
            {sentence(save.error)}
          </Alert>
        )}
        <PrimaryButton onClick={() => save.mutate()} loading={save.isPending}>
          {t('save')}
        </PrimaryButton>
      </Stack>
    </Modal>
  )
}

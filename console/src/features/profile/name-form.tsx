import { Alert, Group, Stack, TextInput } from '@mantine/core'
import { usersApi } from '@mediary/contract/users'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { meQuery } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'

type Person = { email: string; firstname: string; surname: string }

const fields = ['firstname', 'surname'] as const

/** The form for the own name. */
export function NameForm({ user: { email, firstname, surname } }: { user: Person }) {
  const t = useMessages('profile')
  const client = useQueryClient()
  const [name, setName] = useState({ firstname, surname })
  const save = useMutation({
    mutationFn: () => call(usersApi.update, { params: { email }, body: name }),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey, exact: true }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {fields.map((field) => (
          <TextInput
            key={field}
            label={t(field)}
            required
            value={name[field]}
            onChange={({ currentTarget }) => setName({ ...name, [field]: currentTarget.value })}
          />
        ))}
        <ErrorAlert error={save.error} />
        {save.isSuccess && (
          <Alert color="green" role="status">
            {t('name.saved')}
          </Alert>
        )}
        <Group>
          <PrimaryButton type="submit" loading={save.isPending}>
            {t('name.save')}
          </PrimaryButton>
        </Group>
      </Stack>
    </form>
  )
}

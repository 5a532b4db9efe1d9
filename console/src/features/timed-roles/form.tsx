import { Autocomplete, Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { type Client, clientsApi } from '@mediary/contract/clients'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMayAny } from '../../lib/api/me.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { rolesQuery } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'
import { withTimedRole } from './rules.ts'

const times = ['from', 'until'] as const

const empty = { role: '', from: '', until: '' }

/** The state of the form: the server has the last word on each field. */
function useGiving(client: string, given: () => void) {
  const queries = useQueryClient()
  const [draft, setDraft] = useState(empty)
  const give = useMutation({
    mutationFn: async () => {
      // Somebody else may have given another role since the page was loaded.
      const present = await call(clientsApi.get, { params: { id: client }, query: {} })
      const timedRoles = withTimedRole(present.timedRoles ?? [], draft)
      await call(clientsApi.update, { params: { id: client }, body: { timedRoles } })
    },
    onSuccess: given,
    onSettled: () => queries.invalidateQueries(),
  })
  const change = (part: Partial<typeof empty>) => {
    setDraft({ ...draft, ...part })
    if (!give.isPending) give.reset()
  }
  const issues = give.error instanceof ApiProblem ? give.error.issues : []
  const isOfEnd = ({ path }: { path: string }) => path.endsWith('.until')
  return {
    draft,
    change,
    give: () => give.mutate(),
    giving: give.isPending,
    error: issues.length > 0 ? undefined : give.error,
    roleIssue: issues.find((issue) => !isOfEnd(issue))?.message,
    endIssue: issues.find(isOfEnd)?.message,
  }
}

/** The form that gives a client a role for a time, or another time to one that it has. */
export function GiveRole({ client, close }: { client: Client; close: () => void }) {
  const t = useMessages('timedRoles')
  const ui = useMessages('ui')
  const mayAny = useMayAny()
  const roles = useQuery({ ...rolesQuery, enabled: mayAny('client-role-view-all') }).data ?? []
  const { draft, change, give, giving, error, roleIssue, endIssue } = useGiving(client._id, close)
  return (
    <section aria-label={t('give')}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t('help')}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <Autocomplete
            label={t('role')}
            withAsterisk
            limit={50}
            data={roles.map(({ name }) => name)}
            value={draft.role}
            error={roleIssue}
            onChange={(role) => change({ role })}
          />
          {times.map((key) => (
            <TextInput
              key={key}
              label={t(key)}
              description={t(`${key}.help`)}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              type="datetime-local"
              value={draft[key]}
              error={key === 'until' ? endIssue : undefined}
              onChange={({ currentTarget }) => change({ [key]: currentTarget.value })}
            />
          ))}
        </SimpleGrid>
        <ErrorAlert error={error} />
        <Group>
          <PrimaryButton
            loading={giving}
            disabled={draft.role.trim() === '' || (draft.from === '' && draft.until === '')}
            onClick={give}
          >
            {t('give.act')}
          </PrimaryButton>
          <Button variant="default" onClick={close}>
            {ui('cancel')}
          </Button>
        </Group>
      </Stack>
    </section>
  )
}

import { Checkbox, ScrollArea, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { clientsQuery, rolesQuery } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { isTaken } from './form-rules.ts'
import type { ClientForm } from './use-client-form.ts'

const searchFrom = 12

/** A list of existing roles to tick, and a field that adds a new one. */
export function RolesChoice({ form }: { form: ClientForm }) {
  const t = useMessages('clientForm')
  const roles = useQuery(rolesQuery)
  const [find, setFind] = useState('')
  const { draft, change, issues, refused } = form
  const existing = (roles.data ?? []).map(({ name }) => name)
  const offered = [...new Set([...existing, ...draft.roles])].sort((a, b) => a.localeCompare(b))
  const shown = offered.filter((name) => name.toLowerCase().includes(find.toLowerCase()))
  const error = issues.roles ? t(issues.roles) : refused.roles
  return (
    <>
      <Checkbox.Group
        label={`${t('roles.existing')} **`}
        value={[...draft.roles]}
        error={error}
        onChange={(chosen) => change({ roles: chosen })}
      >
        {offered.length > searchFrom && <SearchBox label={t('roles.find')} value={find} change={setFind} />}
        {roles.isError && <Failure error={roles.error} retry={() => void roles.refetch()} />}
        {roles.data && offered.length === 0 && <Text c="dimmed">{t('roles.none')}</Text>}
        <ScrollArea.Autosize mah={180} mt="xs">
          <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing="xs">
            {shown.map((name) => (
              <Checkbox key={name} value={name} label={name} />
            ))}
          </SimpleGrid>
        </ScrollArea.Autosize>
      </Checkbox.Group>
      <NewRoleBox form={form} existing={existing} />
    </>
  )
}

function NewRoleBox({ form, existing }: { form: ClientForm; existing: readonly string[] }) {
  const t = useMessages('clientForm')
  const clients = useQuery(clientsQuery)
  const [name, setName] = useState('')
  const [taken, setTaken] = useState<string>()
  const { draft, change, issues } = form
  const commit = () => {
    const wanted = name.trim()
    if (!wanted) return
    const clientIDs = (clients.data ?? []).map(({ clientID }) => clientID)
    if (isTaken(wanted, draft, existing, clientIDs)) return setTaken(wanted)
    change({ roles: [...draft.roles, wanted] })
    setName('')
  }
  return (
    <>
      <TextInput
        label={`${t('roles.new')} **`}
        description={t('roles.new.help')}
        value={name}
        error={issues.roles && t(issues.roles)}
        onChange={({ currentTarget }) => {
          setName(currentTarget.value)
          setTaken(undefined)
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          commit()
        }}
      />
      {taken && (
        <Text role="alert" size="sm" c="light-dark(#b34700, #fe7a2f)" data-testid="role-taken">
          {t('roles.taken', { name: taken })}
        </Text>
      )}
    </>
  )
}

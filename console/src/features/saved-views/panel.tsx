import { Checkbox, CloseButton, Paper, Stack, Text, TextInput } from '@mantine/core'
import { type SavedList, type SavedView, savedViewsApi } from '@mediary/contract/users/saved-views'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation, useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { savedViewsQuery } from '../../lib/api/queries.ts'
import { consolePath } from '../../lib/base-path.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { ErrorAlert, Failure } from '../../ui/failure.tsx'
import { readViewQuery } from './rules.ts'
import classes from './saved-views.module.css'

type PanelProps = { list: SavedList; close: () => void }

/** The saved views of a list, and the form that saves the current query. */
export function Panel({ list, close }: PanelProps) {
  const t = useMessages('savedViews')
  const query = useLocation({ select: ({ searchStr }) => readViewQuery(searchStr) })
  const found = useQuery(savedViewsQuery)
  const views = found.data?.filter((view) => view.list === list) ?? []
  return (
    <Paper className={classes.panel} role="dialog" aria-label={t('title')} withBorder shadow="md" p="md">
      <Stack gap="sm">
        {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
        {found.data && views.length === 0 && <Text c="dimmed">{t('none')}</Text>}
        {views.length > 0 && (
          <ul className={classes.views}>
            {views.map((view) => (
              <View key={view._id} view={view} isChosen={view.query === query} close={close} />
            ))}
          </ul>
        )}
        <SaveForm list={list} query={query} />
      </Stack>
    </Paper>
  )
}

function View({ view, isChosen, close }: { view: SavedView; isChosen: boolean; close: () => void }) {
  const t = useMessages('savedViews')
  const router = useRouter()
  const queries = useQueryClient()
  const { _id: id, list, name, query, mine, owner } = view
  const remove = useMutation({
    mutationFn: () => call(savedViewsApi.remove, { params: { id } }),
    onSettled: () => queries.invalidateQueries(savedViewsQuery),
  })
  const address = `${consolePath}/${list}${query}`
  return (
    <li>
      <a
        className={classes.view}
        href={address}
        aria-current={isChosen}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          router.history.push(address)
          close()
        }}
      >
        {name}
      </a>
      {!mine && (
        <Text size="xs" c="dimmed">
          {owner}
        </Text>
      )}
      {mine && (
        <CloseButton
          size="sm"
          aria-label={t('remove', { name })}
          disabled={remove.isPending}
          onClick={() => remove.mutate()}
        />
      )}
      <ErrorAlert error={remove.error} />
    </li>
  )
}

function SaveForm({ list, query }: { list: SavedList; query: string }) {
  const t = useMessages('savedViews')
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const save = useMutation({
    mutationFn: () => call(savedViewsApi.create, { body: { list, name, query, shared } }),
    onSuccess: () => setName(''),
    onSettled: () => queries.invalidateQueries(savedViewsQuery),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <TextInput
          label={t('name')}
          description={t('private')}
          required
          maxLength={80}
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Checkbox
          label={t('shared')}
          checked={shared}
          onChange={({ currentTarget }) => setShared(currentTarget.checked)}
        />
        <ErrorAlert error={save.error} />
        <PrimaryButton type="submit" loading={save.isPending}>
          {t('save')}
        </PrimaryButton>
      </Stack>
    </form>
  )
}

import { Button, Group, Paper, Stack, Text, Textarea } from '@mantine/core'
import { type Note, type NoteObject, notesApi } from '@mediary/contract/operations/notes'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { CrossButton } from '../../ui/buttons.tsx'
import { ErrorAlert, Failure, Loading } from '../../ui/failure.tsx'
import { Unsaved } from '../../ui/unsaved.tsx'

const maxLength = 2000

type Place = { object: NoteObject; id: string }
type NotesProps = Place & { mayWrite: boolean }

/** The notes of one object, newest first, and the form that adds one. */
export function Notes({ object, id, mayWrite }: NotesProps) {
  const t = useMessages('notes')
  const queries = useQueryClient()
  const notes = useQuery({
    queryKey: ['notes', object, id],
    queryFn: ({ signal }) => call(notesApi.list, { query: { object, id } }, { signal }),
  })
  const remove = useMutation({
    mutationFn: (note: string) => call(notesApi.remove, { params: { id: note } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['notes', object, id] }),
  })
  return (
    <Stack gap="xs" maw={720}>
      {notes.isPending && <Loading />}
      {notes.isError && <Failure error={notes.error} retry={() => void notes.refetch()} />}
      {notes.data?.length === 0 && <Text c="dimmed">{t('none')}</Text>}
      {notes.data?.map((note) => (
        <NoteCard
          key={note._id}
          note={note}
          remove={mayWrite ? () => remove.mutate(note._id) : undefined}
          removing={remove.isPending}
        />
      ))}
      <ErrorAlert error={remove.error} />
      {mayWrite && <AddNote object={object} id={id} />}
    </Stack>
  )
}

type NoteCardProps = { note: Note; remove: (() => void) | undefined; removing: boolean }

function NoteCard({ note: { text, by, at }, remove, removing }: NoteCardProps) {
  const t = useMessages('notes')
  const clock = useClock()
  const time = formatMoment(at, clock)
  return (
    <Paper withBorder p="sm" component="article" aria-label={t('one', { name: by.name, time })}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Text size="sm" c="dimmed">
            {t('one', { name: by.name, time })}
          </Text>
          <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</Text>
        </div>
        {remove && <CrossButton label={t('remove', { name: by.name, time })} disabled={removing} onClick={remove} />}
      </Group>
    </Paper>
  )
}

function AddNote({ object, id }: Place) {
  const t = useMessages('notes')
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const add = useMutation({
    mutationFn: () => call(notesApi.add, { body: { object, id, text } }),
    onSuccess: () => setText(''),
    onSettled: () => queries.invalidateQueries({ queryKey: ['notes', object, id] }),
  })
  const isEmpty = text.trim() === ''
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!isEmpty) add.mutate()
      }}
    >
      <Stack gap="xs">
        <Textarea
          label={t('text')}
          description={t('help')}
          autosize
          minRows={2}
          maxLength={maxLength}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <ErrorAlert error={add.error} />
        <Group>
          <Button type="submit" variant="default" disabled={isEmpty} loading={add.isPending}>
            {t('add')}
          </Button>
        </Group>
      </Stack>
      <Unsaved touched={!isEmpty} />
    </form>
  )
}

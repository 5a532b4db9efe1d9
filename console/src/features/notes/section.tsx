import type { NoteObject } from '@mediary/contract/operations/notes'
import { useMessages } from '../../messages/use-messages.ts'
import { Section } from '../../ui/page.tsx'
import { Notes } from './notes.tsx'

/** The notes of an object as a part of its page. */
export function NotesSection(shown: { object: NoteObject; id: string; mayWrite: boolean }) {
  const t = useMessages('notes')
  return (
    <Section id="notes" title={t('title')}>
      <Notes {...shown} />
    </Section>
  )
}

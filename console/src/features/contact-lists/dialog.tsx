import { Alert, Button, Checkbox, Stack, TextInput } from '@mantine/core'
import { useMay } from '../../lib/api/me.ts'
import type { EditTarget } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Gone } from '../../ui/gone.tsx'
import { Unsaved } from '../../ui/unsaved.tsx'
import { newRecipient, useContactListForm } from './form.ts'
import type { ContactList } from './queries.ts'
import { RecipientFields } from './recipient.tsx'

type ContactListDialogProps = {
  target: EditTarget<ContactList>
  names: readonly string[]
  saved: (name: string) => void
  close: () => void
}

export function ContactListDialog({ target, names, saved, close }: ContactListDialogProps) {
  const t = useMessages('contactLists')
  const mayChange = useMay()('contact-list-manage')
  const form = useContactListForm(target, { names, saved })
  const { stored, draft, change, findIssue, failure, save, saving, touched } = form
  return (
    <Dialog close={close} closeOnClickOutside={!touched} size="lg" title={stored ? t('edit.title') : t('add.title')}>
      {target.gone && <Gone>{t('gone')}</Gone>}
      <Stack>
        <TextInput
          label={t('name')}
          withAsterisk
          disabled={!mayChange}
          value={draft.group}
          error={findIssue('group')}
          onChange={({ currentTarget }) => change({ group: currentTarget.value })}
        />
        <OnCallFields form={form} disabled={!mayChange} />
        {draft.users.map((recipient, i) => (
          <RecipientFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a person may stand twice, once for each method
            key={i}
            number={i + 1}
            recipient={recipient}
            disabled={!mayChange}
            findIssue={(field) => findIssue(`users.${i}.${field}`)}
            change={(part) => change({ users: draft.users.with(i, { ...recipient, ...part }) })}
            remove={() => change({ users: draft.users.toSpliced(i, 1) })}
            moveUp={
              draft.minutes !== undefined && i > 0
                ? () => change({ users: draft.users.toSpliced(i, 1).toSpliced(i - 1, 0, recipient) })
                : undefined
            }
          />
        ))}
        {mayChange && (
          <div>
            <Button variant="default" onClick={() => change({ users: [...draft.users, newRecipient] })}>
              {t('person.add')}
            </Button>
          </div>
        )}
        {failure && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        {mayChange && (
          <PrimaryButton onClick={save} loading={saving}>
            {t('save')}
          </PrimaryButton>
        )}
      </Stack>
      <Unsaved touched={touched} place="edit" />
    </Dialog>
  )
}

const usualMinutes = '15'

type OnCallProps = { form: ReturnType<typeof useContactListForm>; disabled: boolean }

/** Whether the people are on call one after the other, and how long each has. */
function OnCallFields({ form: { draft, change, findIssue }, disabled }: OnCallProps) {
  const t = useMessages('contactLists')
  return (
    <Stack gap="xs">
      <Checkbox
        label={t('onCall')}
        description={t('onCall.why')}
        disabled={disabled}
        checked={draft.minutes !== undefined}
        onChange={({ currentTarget }) => change({ minutes: currentTarget.checked ? usualMinutes : undefined })}
      />
      {draft.minutes !== undefined && (
        <TextInput
          label={t('minutes')}
          inputMode="numeric"
          maw={240}
          disabled={disabled}
          value={draft.minutes}
          error={findIssue('onCall.minutes')}
          onChange={({ currentTarget }) => change({ minutes: currentTarget.value })}
        />
      )}
    </Stack>
  )
}

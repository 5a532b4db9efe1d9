import { Alert, Group, Stack } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import { useNavigate } from '@tanstack/react-router'
import { useMay } from '../../../lib/api/me.ts'
import type { EditTarget } from '../../../lib/draft.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { Gone } from '../../../ui/gone.tsx'
import { Unsaved } from '../../../ui/unsaved.tsx'
import { FormSections } from '../sections/all.tsx'
import type { FormPlace } from '../sections/places.ts'
import classes from './channel.module.css'
import type { ChannelDraft } from './draft.ts'
import { type ChannelForm, useChannelForm } from './form.ts'
import { MarkedFields } from './marked-fields.tsx'
import { ChannelNotes } from './view.tsx'

type EditorProps = { target: EditTarget<Channel>; start: ChannelDraft; place: FormPlace | undefined }

/** The form of a channel, stored or new. */
export function ChannelEditor({ target, start, place }: EditorProps) {
  const t = useMessages('channels')
  const navigate = useNavigate()
  const form = useChannelForm(target, start, (name) => {
    if (!form.stored) void navigate({ to: '/channels', search: { saved: name }, ignoreBlocker: true })
  })
  const { stored } = form
  return (
    <Stack gap="lg" maw={900}>
      {stored && <ChannelNotes channel={stored} />}
      {form.gone && <Gone>{t('gone')}</Gone>}
      <FormSections form={form} channel={stored?._id} place={place} />
      <Footer form={form} stored={stored} />
      <Unsaved touched={form.touched} place="edit" />
    </Stack>
  )
}

function Footer({ form, stored }: { form: ChannelForm; stored: Channel | undefined }) {
  const t = useMessages('channels')
  const may = useMay()
  const { save, submit, touched, failure, marked } = form
  // While nothing is to be saved, the bar would only cover the foot of the page.
  const canSave = stored === undefined || stored.status === 'deleted' || touched || save.isPending
  if (!may('channel-manage-all', stored?._id) || !(canSave || failure || save.isSuccess)) return null
  return (
    <div className={classes.footer}>
      {failure && (
        <Alert color="red" role="alert" data-testid="form-summary">
          {marked ? (
            <MarkedFields refusal={marked} intro={t('refused.marked')}>
              {failure}
            </MarkedFields>
          ) : (
            failure
          )}
        </Alert>
      )}
      {save.isSuccess && !touched && (
        <Alert color="green" role="status">
          {t('saved')}
        </Alert>
      )}
      {canSave && (
        <Group justify="flex-end" mt="sm">
          {touched && <span>{t('unsaved')}</span>}
          <PrimaryButton onClick={submit} loading={save.isPending}>
            {t('save')}
          </PrimaryButton>
        </Group>
      )}
    </div>
  )
}

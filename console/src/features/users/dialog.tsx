import { Alert, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { Permissions } from '@mediary/contract/permission'
import type { User } from '@mediary/contract/users'
import { reportKinds } from '@mediary/contract/users/report-preview'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../lib/api/me.ts'
import type { EditTarget } from '../../lib/draft.ts'
import { isLanguage, languages } from '../../lib/languages.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Gone } from '../../ui/gone.tsx'
import { Unsaved } from '../../ui/unsaved.tsx'
import { LostFactor } from '../profile/second-factor/lost-factor.tsx'
import { NewLink, type NewLinkProps, PasswordLink } from './password-link.tsx'
import { PresetFields } from './preset-fields.tsx'
import { buildPreset, presets } from './presets.ts'
import { PermissionPreview } from './preview.tsx'
import { userRolesQuery } from './queries.ts'
import { ReportPreview } from './report-preview.tsx'
import { type UserDraft, useUserForm } from './user-form.ts'

type UserDialogProps = { target: EditTarget<User>; saved: (name: string) => void; close: () => void }

const names = ['email', 'firstname', 'surname'] as const

/** A new user gets no password from us: a one-time link lets the person set it. */
export function UserDialog({ target, saved, close }: UserDialogProps) {
  const t = useMessages('users')
  const form = useUserForm(target, saved)
  const { stored, made, draft, change, findIssue, failure, save, saving, touched } = form
  if (made) return <UserMade {...made} close={() => saved(made.email)} />
  return (
    <Dialog close={close} closeOnClickOutside={!touched} title={stored ? t('edit.title') : t('add.title')}>
      {target.gone && <Gone>{t('gone')}</Gone>}
      <Stack>
        {names.map((name) => (
          <TextInput
            key={name}
            label={t(name)}
            withAsterisk
            type={name === 'email' ? 'email' : 'text'}
            disabled={name === 'email' && stored !== undefined}
            value={draft[name]}
            error={findIssue(name)}
            onChange={({ currentTarget }) => change({ [name]: currentTarget.value })}
          />
        ))}
        <Roles draft={draft} change={change} />
        <Reach draft={draft} change={change} error={findIssue('msisdn')} />
        {stored && reportKinds.map((kind) => <ReportPreview key={kind} email={stored.email} kind={kind} />)}
        {stored && <LostFactor email={stored.email} />}
        {stored && <PasswordLink email={stored.email} />}
        {failure && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <PrimaryButton onClick={save} loading={saving}>
          {t('save')}
        </PrimaryButton>
      </Stack>
      <Unsaved touched={touched} place="edit" />
    </Dialog>
  )
}

type Change = (part: Partial<UserDraft>) => void

/** The user is stored. Shows the link that the person needs now. */
function UserMade({ email, link, close }: { email: string; link?: NewLinkProps | undefined; close: () => void }) {
  const t = useMessages('users')
  return (
    <Dialog close={close} title={t('add.title')}>
      <Stack>
        <Text>{t('saved', { name: email })}</Text>
        {link ? <NewLink {...link} /> : <Text>{t('link.mailed')}</Text>}
        <PrimaryButton onClick={close}>{t('done')}</PrimaryButton>
      </Stack>
    </Dialog>
  )
}

const offered = presets.filter((preset) => preset !== 'administrator')

/** What the person may do: by channels, by user roles, and what follows from both. */
function Roles({ draft: { groups, access }, change }: { draft: UserDraft; change: Change }) {
  const t = useMessages('users')
  const a = useMessages('access')
  const may = useMay()
  const roles = useQuery({ ...userRolesQuery, enabled: may('user-role-view') })
  const beside = access.channels.length > 0 ? buildPreset(access.preset, access.channels) : noPermissions
  return (
    <>
      {may('user-role-manage') && (
        <PresetFields
          offered={offered}
          access={access}
          change={(chosen) => change({ access: chosen })}
          description={a('channels.empty-none')}
        />
      )}
      <Checkbox.Group label={t('roles')} value={groups} onChange={(chosen) => change({ groups: chosen })}>
        <Group mt="xs">
          {(roles.data ?? []).map(({ name }) => (
            <Checkbox key={name} value={name} label={name} />
          ))}
        </Group>
      </Checkbox.Group>
      <PermissionPreview groups={groups} permissions={beside} />
    </>
  )
}

const noPermissions = Permissions.parse({})

/** The fields for notifying a user: phone number and reports. */
function Reach({ draft, change, error }: { draft: UserDraft; change: Change; error: string | undefined }) {
  const t = useMessages('users')
  return (
    <>
      <TextInput
        label={t('msisdn')}
        type="tel"
        autoComplete="off"
        value={draft.msisdn}
        error={error}
        onChange={({ currentTarget }) => change({ msisdn: currentTarget.value })}
      />
      <NativeSelect
        label={t('language')}
        value={draft.language}
        data={[
          { value: '', label: t('language.installation') },
          ...Object.entries(languages).map(([value, label]) => ({ value, label })),
        ]}
        onChange={({ currentTarget: { value } }) => change({ language: isLanguage(value) ? value : '' })}
      />
      <Stack gap="xs" component="fieldset" m={0} p={0} bd={0}>
        <Text component="legend" size="sm" fw={500} mb="xs">
          {t('reports')}
        </Text>
        {(['dailyReport', 'weeklyReport'] as const).map((key) => (
          <Checkbox
            key={key}
            label={t(key)}
            checked={draft[key]}
            onChange={({ currentTarget }) => change({ [key]: currentTarget.checked })}
          />
        ))}
        <Text size="xs" c="dimmed">
          {t('reports.help')}
        </Text>
      </Stack>
    </>
  )
}

import { Alert, Autocomplete, NumberInput, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core'
import type { TokenIssuer } from '@mediary/contract/clients/issuers'
import type { EditTarget } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Gone } from '../../ui/gone.tsx'
import { Unsaved } from '../../ui/unsaved.tsx'
import { type IssuerForm, useIssuerForm } from './form.ts'
import { KeyFields } from './keys.tsx'
import { RoleFields } from './roles.tsx'

const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']
const clientClaims = ['sub', 'azp', 'client_id']

type IssuerDialogProps = {
  target: EditTarget<TokenIssuer>
  issuers: readonly TokenIssuer[]
  /** The claim "iss" that a new issuer begins with. */
  start: string | undefined
  saved: (name: string) => void
  close: () => void
}

export function IssuerDialog({ target, close, ...options }: IssuerDialogProps) {
  const t = useMessages('issuers')
  const form = useIssuerForm(target, options)
  const { stored, failure, hasIssues, save, saving, touched } = form
  return (
    <Dialog close={close} closeOnClickOutside={!touched} size="lg" title={t(stored ? 'edit.title' : 'add.title')}>
      {target.gone && <Gone>{t('gone')}</Gone>}
      <Stack>
        <NameFields form={form} />
        <KeyFields form={form} />
        <ClaimFields form={form} />
        <RoleFields form={form} />
        {failure && (
          <Alert color="red" role="alert">
            {hasIssues ? t('issues') : failure}
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

function NameFields({ form: { draft, change, findIssue } }: { form: IssuerForm }) {
  const t = useMessages('issuers')
  return (
    <>
      <TextInput
        label={t('name')}
        description={t('name.help')}
        withAsterisk
        value={draft.name}
        error={findIssue('name')}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
      />
      <TextInput
        label={t('issuer')}
        description={t('issuer.help')}
        placeholder="https://id.example/realms/health"
        withAsterisk
        spellCheck={false}
        value={draft.issuer}
        error={findIssue('issuer')}
        onChange={({ currentTarget }) => change({ issuer: currentTarget.value })}
      />
    </>
  )
}

function ClaimFields({ form: { draft, change, findIssue } }: { form: IssuerForm }) {
  const t = useMessages('issuers')
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Autocomplete
          label={t('clientClaim')}
          inputWrapperOrder={order}
          description={t('clientClaim.help')}
          withAsterisk
          spellCheck={false}
          data={clientClaims}
          value={draft.clientClaim}
          error={findIssue('clientClaim')}
          onChange={(clientClaim) => change({ clientClaim })}
        />
        <NumberInput
          label={t('leewaySeconds')}
          inputWrapperOrder={order}
          description={t('leewaySeconds.help')}
          min={0}
          max={600}
          allowDecimal={false}
          allowNegative={false}
          value={draft.leewaySeconds}
          error={findIssue('leewaySeconds')}
          onChange={(value) => change({ leewaySeconds: String(value) })}
        />
      </SimpleGrid>
      <TagsInput
        label={t('audience')}
        description={t('audience.help')}
        acceptValueOnBlur
        value={draft.audience}
        error={findIssue('audience')}
        onChange={(audience) => change({ audience })}
      />
    </>
  )
}

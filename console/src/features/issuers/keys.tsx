import { MultiSelect, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'
import { SecretInput } from '../../ui/credentials/secret-input.tsx'
import { algorithmsOf, keyKinds, withKey } from './draft.ts'
import type { IssuerForm } from './form.ts'

const monospace = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } }

/** The keys that verify the tokens of an issuer, and the algorithms that fit them. */
export function KeyFields({ form }: { form: IssuerForm }) {
  const t = useMessages('issuers')
  const { draft, change, findIssue } = form
  const choose = (value: string) => change(withKey(draft, keyKinds.find((one) => one === value) ?? draft.key))
  return (
    <>
      <Radio.Group label={t('key')} value={draft.key} onChange={choose}>
        <Stack gap="xs" mt="xs">
          {keyKinds.map((kind) => (
            <Radio key={kind} value={kind} label={t(kind)} description={t(`${kind}.help`)} />
          ))}
        </Stack>
      </Radio.Group>
      <KeyField form={form} />
      <MultiSelect
        label={t('algorithms')}
        description={t('algorithms.help')}
        withAsterisk
        data={[...algorithmsOf[draft.key]]}
        value={draft.algorithms}
        error={findIssue('algorithms')}
        onChange={(chosen) => change({ algorithms: algorithmsOf[draft.key].filter((one) => chosen.includes(one)) })}
      />
    </>
  )
}

function KeyField({ form: { draft, stored, change, findIssue } }: { form: IssuerForm }) {
  const t = useMessages('issuers')
  if (draft.key === 'key set')
    return (
      <TextInput
        label={t('jwksUri')}
        description={t('jwksUri.help')}
        placeholder="https://id.example/realms/health/protocol/openid-connect/certs"
        withAsterisk
        spellCheck={false}
        value={draft.jwksUri}
        error={findIssue('jwksUri', 'publicKeys')}
        onChange={({ currentTarget }) => change({ jwksUri: currentTarget.value })}
      />
    )
  if (draft.key === 'public keys')
    return (
      <Textarea
        label={t('publicKeys')}
        description={t('publicKeys.help')}
        placeholder="-----BEGIN PUBLIC KEY-----"
        withAsterisk
        autosize
        minRows={4}
        maxRows={12}
        spellCheck={false}
        styles={monospace}
        value={draft.publicKeys}
        error={findIssue('publicKeys')}
        onChange={({ currentTarget }) => change({ publicKeys: currentTarget.value })}
      />
    )
  const isKept = stored?.key === 'shared secret'
  return (
    <SecretInput
      label={t('secret')}
      description={`${t('secret.help')}${isKept ? ` ${t('secret.kept')}` : ''}`}
      withAsterisk={!isKept}
      autoComplete="new-password"
      value={draft.secret}
      error={findIssue('secret')}
      onChange={({ currentTarget }) => change({ secret: currentTarget.value })}
    />
  )
}

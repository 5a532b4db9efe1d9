import { NativeSelect, NumberInput, SimpleGrid, TextInput } from '@mantine/core'
import { ApiProblem } from '../../../lib/api/problem.ts'
import { useMessages } from '../../../messages/use-messages.ts'

export const emptySubject: {
  commonName: string
  days: number | string
  country: string
  state: string
  locality: string
  emailAddress: string
  organization: string
  organizationUnit: string
  keyType: string
} = {
  commonName: '',
  days: 365,
  country: '',
  state: '',
  locality: '',
  emailAddress: '',
  organization: '',
  organizationUnit: '',
  keyType: 'ec',
}
type SubjectDraft = typeof emptySubject

const optional = ['country', 'state', 'locality', 'emailAddress', 'organization', 'organizationUnit'] as const

type SubjectFormProps = { draft: SubjectDraft; change: (part: Partial<SubjectDraft>) => void; error: unknown }

/** The subject and the validity of a new certificate. Empty fields are left out of it. */
export function SubjectForm({ draft, change, error }: SubjectFormProps) {
  const t = useMessages('keyPair')
  const findIssue = (field: string) =>
    error instanceof ApiProblem ? error.issues.find(({ path }) => path === field)?.message : undefined
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <TextInput
        label={t('commonName')}
        withAsterisk
        data-autofocus
        value={draft.commonName}
        error={findIssue('commonName')}
        onChange={({ currentTarget }) => change({ commonName: currentTarget.value })}
      />
      <NumberInput
        label={t('days')}
        withAsterisk
        min={1}
        max={3650}
        allowDecimal={false}
        value={draft.days}
        error={findIssue('days')}
        onChange={(days) => change({ days })}
      />
      {optional.map((field) => (
        <TextInput
          key={field}
          label={t(field)}
          value={draft[field]}
          error={findIssue(field)}
          onChange={({ currentTarget: { value } }) =>
            change({ [field]: field === 'country' ? value.toUpperCase() : value })
          }
        />
      ))}
      <NativeSelect
        label={t('keyType')}
        value={draft.keyType}
        onChange={({ currentTarget }) => change({ keyType: currentTarget.value })}
        data={[
          { value: 'ec', label: t('ec') },
          { value: 'rsa', label: t('rsa') },
        ]}
      />
    </SimpleGrid>
  )
}

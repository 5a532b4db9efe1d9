import { Card, Group, NativeSelect, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core'
import { isPatientKey, type SearchKey, searchKeySources } from '@mediary/contract/channels/search-keys'
import { useState } from 'react'
import { newUuid } from '../../../lib/uuid.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { CrossButton, PlusButton } from '../../../ui/buttons.tsx'
import type { SearchKeyDraft } from '../detail/fields.ts'
import type { ChannelForm } from '../detail/form.ts'
import { type Sample, SampleFields, SampleValues } from './search-key-sample.tsx'

const maxKeys = 10
const newKey = (): SearchKeyDraft => ({
  key: newUuid(),
  searchKey: { name: '', from: 'request', by: 'json-path', expression: '', hashed: true },
})

/** The search keys of a channel, which can be tried on a sample before they are saved. */
export function SearchKeysSection({ form: { draft, change, findIssue } }: { form: ChannelForm }) {
  const t = useMessages('channelRetention')
  const [sample, setSample] = useState<Sample>({ body: '', headers: '', query: '' })
  const keys = draft.searchKeys
  const set = (searchKeys: SearchKeyDraft[]) => change({ searchKeys })
  return (
    <Stack>
      {keys.map((one, index) => (
        <KeyCard
          key={one.key}
          searchKey={one.searchKey}
          sample={sample}
          findIssue={(field) => findIssue(`searchKeys.${index}.${field}`)}
          set={(part) =>
            set(keys.map((other) => (other === one ? { ...one, searchKey: { ...one.searchKey, ...part } } : other)))
          }
          remove={() => set(keys.filter((other) => other !== one))}
        />
      ))}
      {keys.length < maxKeys && (
        <div>
          <PlusButton onClick={() => set([...keys, newKey()])}>{t('key.add')}</PlusButton>
        </div>
      )}
      {findIssue('searchKeys') && <Text c="var(--mantine-color-error)">{findIssue('searchKeys')}</Text>}
      {keys.length > 0 && <SampleFields sample={sample} set={setSample} />}
    </Stack>
  )
}

type KeyCardProps = {
  searchKey: SearchKey
  sample: Sample
  findIssue: (field: string) => string | undefined
  set: (part: Partial<SearchKey>) => void
  remove: () => void
}

function KeyCard({ searchKey, sample, findIssue, set, remove }: KeyCardProps) {
  const t = useMessages('channelRetention')
  const { name, from, by, expression } = searchKey
  return (
    <Card withBorder>
      <Group justify="flex-end">
        <CrossButton label={t('key.remove', { name })} onClick={remove} />
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('key.name')}
          description={t('key.name.why')}
          withAsterisk
          value={name}
          error={findIssue('name')}
          onChange={({ currentTarget }) => set({ name: currentTarget.value })}
        />
        <NativeSelect
          label={t('key.from')}
          description={t('key.from.why')}
          value={from}
          data={[
            { value: 'request', label: t('key.request') },
            { value: 'response', label: t('key.response') },
          ]}
          onChange={({ currentTarget }) => set({ from: currentTarget.value === 'response' ? 'response' : 'request' })}
        />
        <NativeSelect
          label={t('key.by')}
          value={by}
          data={searchKeySources.map((value) => ({ value, label: t(value) }))}
          onChange={({ currentTarget }) =>
            set({ by: searchKeySources.find((one) => one === currentTarget.value) ?? 'json-path' })
          }
        />
        <TextInput
          label={t(`${by}.expression`)}
          placeholder={t(`${by}.example`)}
          withAsterisk={by !== 'fhir-identifier'}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={expression}
          error={findIssue('expression')}
          onChange={({ currentTarget }) => set({ expression: currentTarget.value })}
        />
      </SimpleGrid>
      <Privacy searchKey={searchKey} set={set} />
      <SampleValues searchKey={searchKey} sample={sample} />
    </Card>
  )
}

/** Whether values are kept as hashes, and whether they identify patients. */
function Privacy({ searchKey, set }: Pick<KeyCardProps, 'searchKey' | 'set'>) {
  const t = useMessages('channelRetention')
  return (
    <>
      <Switch
        mt="md"
        label={t('key.hashed')}
        description={t('key.hashed.why')}
        checked={searchKey.hashed}
        onChange={({ currentTarget }) => set({ hashed: currentTarget.checked })}
      />
      <Switch
        mt="md"
        label={t('key.patient')}
        description={t('key.patient.why')}
        // PID-3 of HL7 v2 always identifies a patient.
        disabled={isPatientKey({ ...searchKey, patient: false })}
        checked={isPatientKey(searchKey)}
        onChange={({ currentTarget }) => set({ patient: currentTarget.checked })}
      />
    </>
  )
}

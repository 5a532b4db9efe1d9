import { Group, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Page } from '../../ui/page.tsx'
import { Accesses } from './accesses.tsx'

/** The page that tells who saw what of a patient. The patient is no parameter of the address: it would stand in logs and histories of browsers. */
export function PatientReportPage() {
  const t = useMessages('patientReport')
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState<{ patient: string; number: number }>()
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={
        <Group>
          <AddressLink to="/audits">{t('audits')}</AddressLink>
          <AddressLink to="/audits/holds">{t('holds')}</AddressLink>
        </Group>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const patient = typed.trim()
          if (patient) setAsked({ patient, number: (asked?.number ?? 0) + 1 })
        }}
      >
        <Group align="flex-end" mb="md">
          <TextInput
            label={t('patient')}
            description={t('patient.why')}
            flex="1 1 260px"
            maw={480}
            maxLength={500}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <PrimaryButton type="submit" disabled={typed.trim() === ''}>
            {t('show')}
          </PrimaryButton>
        </Group>
      </form>
      {asked ? (
        <Accesses key={asked.number} patient={asked.patient} />
      ) : (
        <Text size="sm" c="dimmed">
          {t('noted')}
        </Text>
      )}
    </Page>
  )
}

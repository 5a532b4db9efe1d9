import { Button, Group, Stack, Text } from '@mantine/core'
import { type ConfigurationDocuments, configurationApi } from '@mediary/contract/configuration'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { isProblem } from '../../lib/api/problem.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { SecretInput } from '../../ui/credentials/secret-input.tsx'
import { Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { ChangeList } from './change-list.tsx'
import { PlanFailure } from './plan-failure.tsx'
import { listReferences } from './read-input.ts'

/** A configuration that a person has chosen. `n` tells one choice from the next. */
export type Chosen = { n: number; name: string; documents: ConfigurationDocuments }

type Secrets = Readonly<Record<string, string>>

/** Shows what the chosen configuration would change, and makes these changes with one press. */
export function PlanSection({ chosen: { name, documents } }: { chosen: Chosen }) {
  const t = useMessages('configuration')
  const client = useQueryClient()
  const [secrets, setSecrets] = useState<Secrets>({})
  const plan = useMutation({
    mutationFn: (given: Secrets) => call(configurationApi.plan, { body: { format: 1, documents, secrets: given } }),
  })
  const { mutate } = plan
  useEffect(() => mutate({}), [mutate])
  const apply = useMutation({
    mutationFn: (planned: NonNullable<typeof plan.data>) =>
      call(configurationApi.apply, { body: { plan: planned, secrets } }),
    onSettled: () => client.invalidateQueries(),
  })
  const again = () => {
    apply.reset()
    plan.mutate(secrets)
  }
  const changes = plan.data?.changes
  return (
    <Section id="plan" title={t('plan', { name })} intro={t('plan.intro')}>
      <Stack maw={1100} role="status" aria-labelledby="plan">
        {plan.isPending && <Loading />}
        <PlanFailure error={plan.error} />
        {changes?.length === 0 && <Text>{t('plan.none')}</Text>}
        {changes && changes.length > 0 && <ChangeList label={t('plan', { name })} changes={changes} />}
        <SecretFields references={listReferences(documents)} secrets={secrets} set={setSecrets} again={again} />
        <PlanFailure error={apply.error} />
        {apply.data && <Text fw={600}>{t('applied', { count: apply.data.changes.length })}</Text>}
        <Group>
          {plan.data && !apply.data && changes && changes.length > 0 && !isProblem(apply.error, 'conflict') && (
            <PrimaryButton loading={apply.isPending} onClick={() => apply.mutate(plan.data)}>
              {t('apply', { count: changes.length })}
            </PrimaryButton>
          )}
          {(apply.data || apply.error || plan.error) && (
            <Button variant="default" loading={plan.isPending} onClick={again}>
              {t('plan.again')}
            </Button>
          )}
        </Group>
      </Stack>
    </Section>
  )
}

type SecretFieldsProps = {
  references: readonly string[]
  secrets: Secrets
  set: (secrets: Secrets) => void
  again: () => void
}

/** The values of references. One without a value stands for the stored secret. */
function SecretFields({ references, secrets, set, again }: SecretFieldsProps) {
  const t = useMessages('configuration')
  const [open, setOpen] = useState(false)
  if (references.length === 0) return null
  const change = (reference: string, value: string) => {
    const { [reference]: _, ...others } = secrets
    set(value === '' ? others : { ...others, [reference]: value })
  }
  return (
    <div>
      <Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('secrets', { count: references.length })}
      </Button>
      {open && (
        <Stack gap="xs" maw={560} py="xs">
          <Text c="dimmed">{t('secrets.how')}</Text>
          {references.map((reference) => (
            <SecretInput
              key={reference}
              label={reference}
              value={secrets[reference] ?? ''}
              autoComplete="off"
              onChange={({ currentTarget }) => change(reference, currentTarget.value)}
            />
          ))}
          <Group>
            <Button variant="default" onClick={again}>
              {t('plan.again')}
            </Button>
          </Group>
        </Stack>
      )}
    </div>
  )
}

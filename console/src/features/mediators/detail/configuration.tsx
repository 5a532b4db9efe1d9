import { Alert, Group, Stack, Text } from '@mantine/core'
import { type Mediator, mediatorsApi } from '@mediary/contract/mediators'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { ApiProblem } from '../../../lib/api/problem.ts'
import { useDraft } from '../../../lib/draft.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { ErrorAlert } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import { Unsaved } from '../../../ui/unsaved.tsx'
import { mediatorsQuery } from '../queries.ts'
import { ValueField } from './value-field.tsx'

/** The form of the parameters that the mediator defines. The server checks each value by its definition. */
export function ConfigurationSection({ mediator }: { mediator: Mediator }) {
  const t = useMessages('mediators')
  return (
    <Section id="configuration" title={t('configuration')} intro={t('configuration.intro')}>
      {mediator.configDefs.length === 0 ? <Text>{t('configuration.none')}</Text> : <Form mediator={mediator} />}
    </Section>
  )
}

const isGiven = ([, value]: [string, unknown]) => value !== undefined

function Form({ mediator: { urn, config = {}, configDefs } }: { mediator: Mediator }) {
  const t = useMessages('mediators')
  const may = useMay()
  const client = useQueryClient()
  const { draft, touched, change, taken } = useDraft(config)
  const save = useMutation({
    mutationFn: () =>
      call(mediatorsApi.configure, {
        params: { urn },
        body: Object.fromEntries(Object.entries(draft).filter(isGiven)),
      }),
    onSuccess: () => taken(draft),
    onSettled: () => client.invalidateQueries({ queryKey: mediatorsQuery.queryKey }),
  })
  const issues = save.error instanceof ApiProblem ? save.error.issues : []
  const mayChange = may('mediator-manage-all', urn)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack>
        {configDefs.map((definition) => (
          <ValueField
            key={definition.param}
            definition={definition}
            path={`config.${definition.param}`}
            value={draft[definition.param]}
            disabled={!mayChange}
            change={(value) => {
              change({ [definition.param]: value })
              if (!save.isPending) save.reset()
            }}
            findIssue={(path) => issues.find((issue) => issue.path === path)?.message}
          />
        ))}
        <ErrorAlert error={save.error} />
        {save.isSuccess && !touched && (
          <Alert color="green" role="status">
            {t('configuration.saved')}
          </Alert>
        )}
        {mayChange && (
          <Group justify="flex-end">
            {touched && <span>{t('unsaved')}</span>}
            <PrimaryButton type="submit" loading={save.isPending} disabled={!touched}>
              {t('save')}
            </PrimaryButton>
          </Group>
        )}
      </Stack>
      <Unsaved touched={touched} />
    </form>
  )
}

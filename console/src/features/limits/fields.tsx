import { Button, Group, NumberInput, Radio, SimpleGrid, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'
import { type LimitsOwner, recommend } from './owner.ts'
import { fillIn, type LimitField, type LimitsDraft, limitFields, limitModes } from './rules.ts'

type FieldsProps = {
  draft: LimitsDraft
  change: (draft: LimitsDraft) => void
  /** Returns the message of the server about a field, or about the limits as a whole. */
  findIssue: (field: LimitField | undefined) => string | undefined
  /** Absent: it has no record yet from which values could be recommended. */
  owner: LimitsOwner | undefined
}

const fractions: readonly LimitField[] = ['requestsPerSecond', 'megabytesPerDay']

/** The mode of the limits, and a number for each. An empty one limits nothing. */
export function LimitsFields({ draft, change, findIssue, owner }: FieldsProps) {
  const t = useMessages('limits')
  const whole = findIssue(undefined)
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t('mode')}
        value={draft.mode}
        onChange={(value) => change({ ...draft, mode: limitModes.find((mode) => mode === value) ?? 'none' })}
      >
        <Stack gap="xs" mt="xs">
          {limitModes.map((mode) => (
            <Radio key={mode} value={mode} label={t(`mode.${mode}`)} description={t(`mode.${mode}.help`)} />
          ))}
        </Stack>
      </Radio.Group>
      {owner && <Recommended owner={owner} fill={(recommendation) => change(fillIn(draft, recommendation))} />}
      {draft.mode !== 'none' && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {limitFields.map((field) => (
            <NumberInput
              key={field}
              label={t(field)}
              description={t(`${field}.help`)}
              min={0}
              allowNegative={false}
              allowDecimal={fractions.includes(field)}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={draft[field]}
              error={findIssue(field)}
              onChange={(value) => change({ ...draft, [field]: String(value) })}
            />
          ))}
        </SimpleGrid>
      )}
      {whole && (
        <Text size="sm" c="red" role="alert">
          {whole}
        </Text>
      )}
    </Stack>
  )
}

type RecommendedProps = {
  owner: LimitsOwner
  fill: (recommendation: Awaited<ReturnType<typeof recommend>>) => void
}

/** Fills in what the record recommends, and tells what it is made from. */
function Recommended({ owner, fill }: RecommendedProps) {
  const t = useMessages('limits')
  const { language } = useClock()
  const ask = useMutation({ mutationFn: () => recommend(owner), onSuccess: fill })
  const count = (value: number) => formatCount(value, language)
  const found = ask.data
  return (
    <Stack gap={4}>
      <Group>
        <Button size="xs" variant="default" loading={ask.isPending} onClick={() => ask.mutate()}>
          {t('recommend')}
        </Button>
      </Group>
      <ErrorAlert error={ask.error} />
      {found && (
        <Text size="sm" role="status">
          {found.recommended
            ? t('recommended', {
                days: found.days,
                requests: count(found.requests),
                second: count(found.perSecond.p99),
                maximum: count(found.perSecond.max),
                day: count(found.perDay.p99),
              })
            : t('recommended.none', { days: found.days })}
          {!found.exact && ` ${t('recommended.inexact')}`}
        </Text>
      )}
    </Stack>
  )
}

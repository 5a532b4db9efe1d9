import { Badge, Group, Stack, Text } from '@mantine/core'
import type { ImportResult } from '@mediary/contract/metadata'
import type { Issue } from '@mediary/contract/problem'
import type { ReactNode } from 'react'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useExplanation } from '../../messages/problems.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { warning } from '../../ui/buttons.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'
import { countStatuses, nameRecord, type Status, sortResults } from './file.ts'
import { useModelName } from './model-name.ts'
import classes from './results.module.css'

const colours: Record<Status, string> = {
  Error: 'red.9',
  Conflict: warning,
  Valid: 'green.9',
  Inserted: 'green.9',
  Updated: 'blue.9',
}

const maxShown = 500

type Result = Pick<ImportResult, 'model' | 'record' | 'message' | 'uid' | 'problem' | 'notes'> & { status: Status }
type ResultListProps<R> = {
  title: string
  results: readonly R[]
  /** The control with which a person chooses a result. */
  choice?: (result: R, name: string) => ReactNode
}

/** The result of each document, those that need attention first. */
export function ResultList<R extends Result>({ title, results, choice }: ResultListProps<R>) {
  const t = useMessages('metadata')
  const { language } = useClock()
  const sorted = sortResults(results)
  return (
    <Stack gap="xs" role="status" aria-label={title}>
      <Group gap="xs">
        <Text fw={600}>{title}</Text>
        {countStatuses(sorted).map(([status, count]) => (
          <Badge key={status} color={colours[status]} tt="none">
            {`${t(status)}: ${formatCount(count, language)}`}
          </Badge>
        ))}
      </Group>
      <PlainTable label={title} wide>
        <thead>
          <tr>
            {choice && (
              <th scope="col" className={classes.narrow}>
                {t('take')}
              </th>
            )}
            <th scope="col" className={classes.narrow}>
              {t('collection')}
            </th>
            <th scope="col">{t('document')}</th>
            <th scope="col" className={classes.narrow}>
              {t('result')}
            </th>
            <th scope="col">{t('message')}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, maxShown).map((result, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a file may hold the same document twice
            <Row key={i} result={result} choice={choice} />
          ))}
        </tbody>
      </PlainTable>
      {sorted.length > maxShown && <Text c="dimmed">{t('more', { count: sorted.length - maxShown })}</Text>}
    </Stack>
  )
}

function Row<R extends Result>({ result, choice }: { result: R; choice: ResultListProps<R>['choice'] }) {
  const t = useMessages('metadata')
  const { model, record, status, uid } = result
  const message = useResultText()(result)
  const name = nameRecord(record, uid)
  const collection = useModelName()(model)
  return (
    <tr>
      {choice && <td>{choice(result, `${collection} ${name}`)}</td>}
      <td className={classes.narrow}>{collection}</td>
      <td className={classes.name}>{name}</td>
      <td className={classes.narrow}>
        <Badge color={colours[status]} tt="none" miw="max-content">
          {t(status)}
        </Badge>
      </td>
      <td>{message}</td>
    </tr>
  )
}

/** Words the error or the notes of a document in the language of the console. */
function useResultText() {
  const { explain } = useExplanation()
  const list = (issues: Issue[]) =>
    issues.map((one) => (one.path ? `${one.path}: ${explain(one)}` : explain(one))).join(' · ')
  return ({ message, problem, notes }: Result): string => {
    if (!problem) return notes ? list(notes) : message
    const { reason, parameters, issues = [] } = problem
    return issues.length === 0 ? explain({ message, reason, parameters }) : list(issues)
  }
}

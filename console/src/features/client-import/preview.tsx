import { Alert, Badge, Group, Stack, Text } from '@mantine/core'
import type { ImportedLine, ImportResult, WrongCell } from '@mediary/contract/clients/import'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useRecordedText } from '../../messages/use-recorded-text.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'

const maxShown = 200
const colours = { new: 'green.9', changed: 'blue.9', same: 'gray.7', wrong: 'red.9' } as const

type PreviewProps = { name: string; result: ImportResult; importing: boolean; start: () => void }

/** Shows what a file would do. While something is wrong, nothing can be imported. */
export function Preview({ name, result, importing, start }: PreviewProps) {
  const t = useMessages('clientImport')
  const { wrong, lines, newRoles } = result
  const effects = lines.filter(({ outcome }) => outcome !== 'same')
  return (
    <section aria-labelledby="preview">
      <Stack>
        <Counts title={t('preview', { file: name })} result={result} />
        {wrong.length > 0 && (
          <Alert color="red" role="alert">
            {t('nothing-applied')}
          </Alert>
        )}
        {wrong.length > 0 && <WrongCells wrong={wrong} />}
        {wrong.length === 0 && effects.length === 0 && (
          <Alert color="green" role="status">
            {t('no-changes')}
          </Alert>
        )}
        {wrong.length === 0 && effects.length > 0 && (
          <>
            {newRoles.length > 0 && <Text>{t('new-roles', { roles: newRoles.join(', ') })}</Text>}
            <Lines lines={effects} />
            <Group>
              <PrimaryButton onClick={start} loading={importing}>
                {t('import', { count: effects.length })}
              </PrimaryButton>
            </Group>
          </>
        )}
      </Stack>
    </section>
  )
}

/** The numbers of new, changed, unchanged and wrong clients. */
export function Counts({ title, result }: { title: string; result: ImportResult }) {
  const t = useMessages('clientImport')
  const { language } = useClock()
  const counts = { new: result.new, changed: result.changed, same: result.same, wrong: result.wrong.length }
  return (
    <Group gap="xs" role="status">
      <Text fw={600} component="h2" id="preview">
        {title}
      </Text>
      {(['new', 'changed', 'same', 'wrong'] as const).map((kind) => (
        <Badge key={kind} color={counts[kind] > 0 ? colours[kind] : 'gray.7'} tt="none">
          {`${t(kind)}: ${formatCount(counts[kind], language)}`}
        </Badge>
      ))}
    </Group>
  )
}

function WrongCells({ wrong }: { wrong: readonly WrongCell[] }) {
  const t = useMessages('clientImport')
  const word = useRecordedText()
  return (
    <>
      <PlainTable label={t('wrong')}>
        <thead>
          <tr>
            <th scope="col">{t('line')}</th>
            <th scope="col">{t('column')}</th>
            <th scope="col">{t('problem')}</th>
          </tr>
        </thead>
        <tbody>
          {wrong.slice(0, maxShown).map(({ line, column, problem }) => (
            <tr key={`${line} ${column} ${problem.reason}`}>
              <th scope="row">{line}</th>
              <td>{column}</td>
              <td>{word(problem.message, [problem])}</td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      <More count={wrong.length - maxShown} />
    </>
  )
}

function Lines({ lines }: { lines: readonly ImportedLine[] }) {
  const t = useMessages('clientImport')
  return (
    <>
      <PlainTable label={t('effects')} wide>
        <thead>
          <tr>
            <th scope="col">{t('line')}</th>
            <th scope="col">{t('client')}</th>
            <th scope="col">{t('effect')}</th>
            <th scope="col">{t('fields')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, maxShown).map(({ line, clientID, name, outcome, fields }) => (
            <tr key={line}>
              <th scope="row">{line}</th>
              <td>
                {clientID}
                <Text size="xs" c="dimmed">
                  {name}
                </Text>
              </td>
              <td>
                <Badge color={colours[outcome]} tt="none" miw="max-content">
                  {t(outcome)}
                </Badge>
              </td>
              <td>{fields.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      <More count={lines.length - maxShown} />
    </>
  )
}

function More({ count }: { count: number }) {
  const t = useMessages('clientImport')
  return count > 0 && <Text c="dimmed">{t('more', { count })}</Text>
}

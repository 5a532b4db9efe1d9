import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import type { ImportResult } from '@mediary/contract/clients/import'
import { useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { PlainTable } from '../../ui/plain-table.tsx'
import { Counts } from './preview.tsx'
import { Sheets } from './sheets.tsx'

const maxShown = 200

/** Shows what an import did, and the secrets that it made: this once. */
export function Made({ name, result }: { name: string; result: ImportResult }) {
  const t = useMessages('clientImport')
  const [prints, setPrints] = useState(0)
  const { made } = result
  return (
    <section aria-labelledby="preview">
      <Stack>
        <Counts title={t('done', { file: name })} result={result} />
        <Alert color="green" role="status">
          {t('imported', { count: result.new + result.changed })}
        </Alert>
        {made.length > 0 && (
          <>
            <Alert color="yellow">{t('once')}</Alert>
            <Group>
              <Button onClick={() => setPrints(prints + 1)}>{t('print', { count: made.length })}</Button>
              <Text size="sm" c="dimmed">
                {t('print.help')}
              </Text>
            </Group>
            <Secrets made={made.slice(0, maxShown)} />
            {made.length > maxShown && <Text c="dimmed">{t('more', { count: made.length - maxShown })}</Text>}
          </>
        )}
        {prints > 0 && <Sheets key={prints} made={made} />}
      </Stack>
    </section>
  )
}

function Secrets({ made }: { made: ImportResult['made'] }) {
  const t = useMessages('clientImport')
  return (
    <PlainTable label={t('secrets')} wide>
      <thead>
        <tr>
          <th scope="col">{t('client')}</th>
          <th scope="col">{t('secrets')}</th>
        </tr>
      </thead>
      <tbody>
        {made.map(({ _id, clientID, name, password, token, enrolment }) => (
          <tr key={_id}>
            <th scope="row">
              {clientID}
              <Text size="xs" c="dimmed">
                {name}
              </Text>
            </th>
            <td>
              <Secret label={t('password')} value={password} />
              <Secret label={t('token')} value={token} />
              <Secret label={t('code')} value={enrolment?.code} />
            </td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  )
}

const Secret = ({ label, value }: { label: string; value: string | undefined }) =>
  value !== undefined && (
    <div>
      {label}:{' '}
      <Text span ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {value}
      </Text>
    </div>
  )

import { Alert, List, Text } from '@mantine/core'
import { ApiProblem } from '../../lib/api/problem.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useErrorSentence } from '../../ui/failure.tsx'

const fields = [
  'cert',
  'key',
  'passphrase',
  'pkcs12',
  'csr',
  'crl',
  'commonName',
  'days',
  'country',
  'emailAddress',
] as const
const isField = (path: string): path is (typeof fields)[number] => fields.some((field) => field === path)

/** Shows why the server rejected an input, one sentence for each issue. */
export function ProblemAlert({ error }: { error: unknown }) {
  const t = useMessages('keyPair')
  const sentence = useErrorSentence()
  const issues = error instanceof ApiProblem ? error.issues : []
  const fieldName = (path: string) => (isField(path) ? `${t(`at.${path}`)}: ` : '')
  return (
    <Alert color="red" role="alert">
      <Text fw={700}>{t('unchanged')}</Text>
      {issues.length === 0 && sentence(error)}
      {issues.length > 0 && (
        <List size="sm">
          {issues.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>
              {fieldName(path)}
              {message}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  )
}

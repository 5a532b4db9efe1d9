import { Alert, List, Text } from '@mantine/core'
import { ApiProblem } from '../../lib/api/problem.ts'
import { useWords } from '../../lib/use-words.ts'
import { useSentence } from '../../ui/failure.tsx'
import { pairWords } from './pair-words.ts'

/** Why something was not taken, each fault in a sentence of its own. */
export function Faults({ error }: { error: unknown }) {
  const t = useWords(pairWords)
  const sentence = useSentence()
  const issues = error instanceof ApiProblem ? error.issues : []
  const saysWhere = (path: string) =>
    `at.${path}` in pairWords ? `${t(`at.${path}` as keyof typeof pairWords)}: ` : ''
  return (
    <Alert color="red" role="alert">
      <Text fw={700}>{t('unchanged')}</Text>
      {issues.length === 0 && sentence(error)}
      {issues.length > 0 && (
        <List size="sm">
          {issues.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>
              {saysWhere(path)}
              {message}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  )
}

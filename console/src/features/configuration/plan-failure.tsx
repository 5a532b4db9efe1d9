import { Alert } from '@mantine/core'
import { configurationKinds } from '@mediary/contract/configuration'
import { ApiProblem } from '../../lib/api/problem.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert, useErrorSentence } from '../../ui/failure.tsx'

/** Says why a plan is refused, and for which object. */
export function PlanFailure({ error }: { error: unknown }) {
  const t = useMessages('configuration')
  const sentence = useErrorSentence()
  const { kind, name } = error instanceof ApiProblem ? error.parameters : {}
  const known = configurationKinds.find((one) => one === kind)
  if (!known || name === undefined) return <ErrorAlert error={error} />
  return (
    <Alert color="red" role="alert">
      <strong>{`${t(`kinds.${known}`)} ${name}`}</strong>
      {`: ${sentence(error)}`}
    </Alert>
  )
}

import { Alert, type AlertProps, Button, Group, Loader } from '@mantine/core'
import { ApiProblem, Unintelligible, Unreachable } from '../lib/api/problem.ts'
import { useMessages } from '../messages/use-messages.ts'

/** Returns a function that describes an error: with the sentence of the server, if there is one. */
export function useErrorSentence() {
  const t = useMessages('ui')
  return (error: unknown): string => {
    if (error instanceof Unreachable) return t('failure.unreachable')
    if (error instanceof Unintelligible) return t('failure.shape')
    // An error of the console itself must not be blamed on the server or the connection.
    if (!(error instanceof ApiProblem)) return t('failure.own', { detail: describeError(error) })
    return error.message
  }
}

const describeError = (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))

type Attempt = {
  isNew: boolean
  /** The form holds unsaved input. */
  touched: boolean
  name: string
  /** The server has a record of this name. */
  exists: boolean
}

/**
 * Returns a function that says why a save failed, or that it succeeded: the response can be lost after the server has
 * saved.
 */
export function useSaveFailure() {
  const t = useMessages('ui')
  const sentence = useErrorSentence()
  return (error: unknown, { isNew, touched, name, exists }: Attempt): string | undefined => {
    if (!error) return undefined
    if (error instanceof Unreachable) {
      if (!isNew && !touched) return t('arrived.changes')
      if (isNew && exists) return t('arrived.new', { name })
    }
    return sentence(error)
  }
}

/** Shows the error of an action, or nothing without one. */
export function ErrorAlert({ error, ...props }: AlertProps & { error: unknown }) {
  const sentence = useErrorSentence()
  if (error === undefined || error === null) return null
  return (
    <Alert color="red" role="alert" {...props}>
      {sentence(error)}
    </Alert>
  )
}

/** Shows why a page could not be shown. It cannot be closed: there is nothing behind it. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useMessages('ui')
  const text = useFailureText()(error)
  return (
    <Alert role="alert" color="red" variant="light" my="sm" data-testid="server-alert">
      <Group justify="space-between">
        <span>{text}</span>
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            {t('retry')}
          </Button>
        )}
      </Group>
    </Alert>
  )
}

function useFailureText() {
  const t = useMessages('ui')
  const sentence = useErrorSentence()
  return (error: unknown) => {
    if (!(error instanceof ApiProblem)) return sentence(error)
    if (error.code === 'unauthenticated' || error.code === 'forbidden' || error.code === 'not-found')
      return t(`failure.${error.code}`)
    return t('failure.server', { detail: error.message })
  }
}

export function Loading() {
  const t = useMessages('ui')
  return (
    <Group role="status" gap="sm" py="md">
      <Loader size="sm" aria-hidden="true" />
      <span>{t('loading')}</span>
    </Group>
  )
}

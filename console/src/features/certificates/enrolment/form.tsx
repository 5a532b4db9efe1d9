import { Alert, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useLocation, useRouter } from '@tanstack/react-router'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { loadPart } from '../../../lib/api/load-part.ts'
import { ApiProblem, Unreachable } from '../../../lib/api/problem.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { SecretInput } from '../../../ui/credentials/secret-input.tsx'
import { useErrorSentence } from '../../../ui/failure.tsx'
import { Unsaved } from '../../../ui/unsaved.tsx'
import { Downloads } from '../key-pair/downloads.tsx'
import type { KeyRequest } from './enrol.ts'
import { readCode } from './link.ts'

const minPassphraseLength = 8

/** The form where a facility gets its certificate with a one-time code. Nobody needs to be signed in. */
export function EnrolmentForm() {
  const t = useMessages('enrolment')
  if (globalThis.isSecureContext) return <Enrolment />
  return (
    <Alert color="red" role="alert">
      {t('insecure')}
    </Alert>
  )
}

function Enrolment() {
  const t = useMessages('enrolment')
  // One key for all attempts: an answer that is lost leaves no certificate without its key.
  const keyRequest = useRef<KeyRequest>(undefined)
  const enrolling = useMutation({
    mutationFn: async (typed: Typed) => {
      const tools = await loadPart(() => import('./enrol.ts'))
      keyRequest.current ??= await tools.newRequest()
      return tools.enrol(keyRequest.current, typed)
    },
  })
  const [isSafe, setSafe] = useState(false)
  if (!enrolling.data) return <CodeForm send={enrolling.mutate} busy={enrolling.isPending} error={enrolling.error} />
  const startOver = () => {
    keyRequest.current = undefined
    setSafe(false)
    enrolling.reset()
  }
  return (
    <Stack>
      <Alert color="green" role="status">
        {t('done')}
      </Alert>
      <Downloads made={enrolling.data} {...(isSafe && { close: startOver })} onKeyTaken={() => setSafe(true)} />
      <Unsaved touched={!isSafe} />
    </Stack>
  )
}

type Typed = { code: string; passphrase: string }
type CodeFormProps = { send: (typed: Typed) => void; busy: boolean; error: Error | null }

function CodeForm({ send, busy, error }: CodeFormProps) {
  const t = useMessages('enrolment')
  const sentence = useProblemSentence()
  const [typed, setTyped] = useState<Typed>({ code: '', passphrase: '' })
  useLinkCode(useCallback((code) => setTyped((others) => ({ ...others, code })), []))
  const [tried, setTried] = useState(false)
  const isShort = typed.passphrase !== '' && typed.passphrase.length < minPassphraseLength
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (typed.code.trim() && !isShort) send(typed)
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label={t('code')}
          description={t('code.why')}
          required
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={typed.code}
          error={tried && !typed.code.trim() && t('no-code')}
          onChange={({ currentTarget }) => setTyped({ ...typed, code: currentTarget.value })}
        />
        <SecretInput
          label={t('passphrase')}
          description={t('passphrase.why')}
          autoComplete="new-password"
          maxLength={1024}
          value={typed.passphrase}
          error={tried && isShort && t('passphrase.short')}
          onChange={({ currentTarget }) => setTyped({ ...typed, passphrase: currentTarget.value })}
        />
        {error && (
          <Alert color="red" role="alert">
            {sentence(error)}
          </Alert>
        )}
        <PrimaryButton type="submit" loading={busy}>
          {t('go')}
        </PrimaryButton>
      </Stack>
    </form>
  )
}

/** Takes the code from the opened link, and removes it from the address, where the history would keep it. */
function useLinkCode(take: (code: string) => void) {
  const router = useRouter()
  const fragment = useLocation({ select: ({ hash }) => hash })
  useEffect(() => {
    if (!fragment) return
    take(readCode(fragment))
    void router.navigate({ to: '/enrol', replace: true })
  }, [fragment, router, take])
}

/** Returns a function that says what went wrong, and what to do. */
function useProblemSentence() {
  const t = useMessages('enrolment')
  const sentence = useErrorSentence()
  return (error: Error) => {
    if (error instanceof Unreachable) return t('fault.away')
    if (!(error instanceof ApiProblem)) return sentence(error)
    if (error.code === 'forbidden' || error.code === 'gone' || error.code === 'too-many-requests')
      return t(`fault.${error.code}`)
    return error.status >= 500 ? t('fault.away') : sentence(error)
  }
}

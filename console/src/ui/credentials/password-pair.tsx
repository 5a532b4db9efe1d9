import { useMessages } from '../../messages/use-messages.ts'
import { SecretInput } from './secret-input.tsx'

type Pair = { password: string; again: string }

export const findPasswordProblem = ({ password, again }: Pair) => {
  if (password.length < 8) return 'short'
  return password === again ? undefined : 'differs'
}

type PasswordPairProps = {
  pair: Pair
  change: (pair: Pair) => void
  problem: 'short' | 'differs' | undefined
  /** The label of the first field. */
  label?: string
}

export function PasswordPair({ pair, change, problem, label }: PasswordPairProps) {
  const t = useMessages('signIn')
  return (
    <>
      <SecretInput
        label={label ?? t('password')}
        autoComplete="new-password"
        required
        value={pair.password}
        error={problem === 'short' && t('short')}
        onChange={(event) => change({ ...pair, password: event.currentTarget.value })}
      />
      <SecretInput
        label={t('again')}
        autoComplete="new-password"
        required
        value={pair.again}
        error={problem === 'differs' && t('differs')}
        onChange={(event) => change({ ...pair, again: event.currentTarget.value })}
      />
    </>
  )
}

import { NumberInput } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'

export type PaceDraft = { batchSize: string | number; rate: string | number }

/** The fields for the pace of a rerun: how many at a time, and how many in a second. */
export function PaceFields({ draft, set }: { draft: PaceDraft; set: (draft: PaceDraft) => void }) {
  const t = useMessages('tasks')
  return (
    <>
      <NumberInput
        label={t('batch-size')}
        min={1}
        max={256}
        allowDecimal={false}
        w={190}
        value={draft.batchSize}
        onChange={(batchSize) => set({ ...draft, batchSize })}
      />
      <NumberInput
        label={t('rate')}
        min={0.1}
        max={10_000}
        w={230}
        value={draft.rate}
        onChange={(rate) => set({ ...draft, rate })}
      />
    </>
  )
}

/** Returns the typed number, or undefined for an empty field. */
export const parsePaceNumber = (typed: string | number) => (typed === '' ? undefined : Number(typed))

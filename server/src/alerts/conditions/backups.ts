import type { ConditionSource } from './source.ts'

const hour = 3_600_000

type Deps = {
  /** Returns when the last backup was made. */
  findLast: () => Promise<number | undefined>
  settings: { read: () => Promise<{ maxBackupHours?: number | undefined }> }
}

/** Watches the age of the last backup, when somebody has said how old it may be. */
export const backupSource = ({ findLast, settings }: Deps): ConditionSource => ({
  rule: 'backup',
  async list(now, known) {
    const { maxBackupHours: hours } = await settings.read()
    // What nobody watches any more has not ended.
    if (hours === undefined) return [...known].map((subject) => ({ subject, since: now, facts: {} }))
    const last = await findLast()
    if (last !== undefined && now - last <= hours * hour) return []
    const facts = last === undefined ? { hours } : { hours, last: new Date(last).toISOString() }
    return [{ subject: 'backup', since: last ?? now, facts }]
  },
})

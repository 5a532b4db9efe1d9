// The codes and sources that occur in audits, for the choices of filters.
import type { AuditFilterOptions } from '@mediary/contract/operations/audits'
import type { Database } from '../platform/database/database.ts'
import type { Option, OptionKind } from './rules.ts'

type OptionRow = { kind: OptionKind; code: string; code_system: string; display_name: string }
export type OptionTables = { audit_options: OptionRow }

// A sender of messages may invent codes without end.
const maxOptionsOfKind = 1000

/** Returns the choices of filters. */
export async function readOptions({ kysely }: Database): Promise<AuditFilterOptions> {
  const db = kysely.withTables<OptionTables>()
  const rows = await db.selectFrom('audit_options').selectAll().orderBy('display_name').orderBy('code').execute()
  const list = (kind: OptionKind) => rows.filter((row) => row.kind === kind)
  return {
    eventType: list('eventType').map(toCode),
    eventID: list('eventID').map(toCode),
    activeParticipantRoleID: list('role').map(toCode),
    participantObjectIDTypeCode: list('objectIdType').map(toCode),
    auditSourceID: list('source').map(({ code }) => code),
  }
}

export const toOptionRow = ({ kind, code, codeSystem, displayName }: Option): OptionRow => ({
  kind,
  code,
  code_system: codeSystem,
  display_name: displayName,
})

const toCode = ({ code, code_system, display_name }: OptionRow) => ({
  code,
  codeSystemName: code_system || undefined,
  displayName: display_name || undefined,
})

/** Remembers which options stand in the store, and bounds how many of a kind are added. */
export function knownOptions() {
  const known = new Set<string>()
  const counts = new Map<OptionKind, number>()
  const toKey = (option: Option) => JSON.stringify(Object.values(toOptionRow(option)))
  return {
    filterNew(options: Option[]): Option[] {
      const distinct = new Map(options.map((option) => [toKey(option), option]))
      return [...distinct]
        .filter(([key, { kind }]) => !known.has(key) && (counts.get(kind) ?? 0) < maxOptionsOfKind)
        .map(([, option]) => option)
    },
    remember(options: Option[]) {
      for (const option of options) {
        known.add(toKey(option))
        counts.set(option.kind, (counts.get(option.kind) ?? 0) + 1)
      }
    },
  }
}

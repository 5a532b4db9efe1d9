// Compares the audit events that the program shows with the transactions in its store.
import type { Program } from '../program.ts'

type Bundle = { link: { relation: string; url: string }[]; entry: { resource: { id: string } }[] }

const prefix = 'transaction-'

/** Returns what is wrong with the audit events of some transactions, the oldest of which has the first id. */
export async function compareEvents(program: Program, ids: readonly string[]): Promise<string[]> {
  const [first = ''] = ids
  const found: string[] = []
  for (let query: string | undefined = 'type=rest&_count=200'; query !== undefined; ) {
    const page: Bundle = await program.get(`/fhir/AuditEvent?${query}`)
    const listed = page.entry.flatMap(({ resource: { id } }) =>
      id.startsWith(prefix) ? [id.slice(prefix.length)] : [],
    )
    found.push(...listed.filter((id) => id >= first))
    const isDone = listed.some((id) => id < first)
    query = isDone ? undefined : page.link.find(({ relation }) => relation === 'next')?.url.split('?')[1]
  }
  const [events, records] = [new Set(found), new Set(ids)]
  return [
    ...ids.filter((id) => !events.has(id)).map((id) => `transaction ${id} has no audit event`),
    ...found.filter((id) => !records.has(id)).map((id) => `the audit event of ${id} belongs to no transaction`),
    ...(found.length === events.size ? [] : ['an audit event is listed twice']),
  ]
}

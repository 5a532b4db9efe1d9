import { NewChannel } from '@mediary/contract/channels'
import { unchangedRoutePassword } from '@mediary/contract/channels/route'
import { type Issue, issue } from '@mediary/contract/problem'
import { findKeptId, isRecord, readRecord } from '../read-record.ts'
import type { ImportContext, ImportedRecord, Importer } from '../stores.ts'

/** Adds or merges a channel. One that the gateway cannot serve is stored disabled, and the notes say why. */
export const importChannel: Importer = async (sent, context) => {
  const { record, notes } = await toMediary(sent, context)
  const unknown = readRecord(NewChannel.partial(), record).notes
  const { user } = context.caller
  const editor = { id: user?.id ?? '', name: user?.name ?? '' }
  const { id, inserted, disabledBecause } = await context.stores.channels.put(
    record,
    editor,
    context.caller,
    findKeptId(sent, context),
  )
  const disabled = disabledBecause.length ? [issue('', 'import-channel-disabled'), ...disabledBecause] : []
  const uncarried = inserted && hasMaskedPassword(record) ? [issue('', 'import-route-password-missing')] : []
  const isDisabled = disabledBecause.length > 0 && (sent.status ?? 'enabled') === 'enabled'
  return { id, inserted, isDisabled, notes: [...notes, ...unknown, ...disabled, ...uncarried] }
}

const listRoutes = ({ routes }: ImportedRecord) => (Array.isArray(routes) ? routes.filter(isRecord) : [])

const hasMaskedPassword = (record: ImportedRecord) =>
  listRoutes(record).some(({ password }) => password === unchangedRoutePassword)

/** Returns the document as this program reads it: references by name become ids, and transforms have three parts. */
async function toMediary(sent: ImportedRecord, { stores, isRehearsal }: ImportContext) {
  const notes: Issue[] = []
  const [groups, trusted, identities] = await Promise.all([
    stores.contactGroups.list(),
    stores.keystore.trusted(),
    stores.keystore.identities(),
  ])
  const resolveGroup = (group: unknown) => {
    const found = groups.find(({ _id, group: name }) => _id === group || name === group)
    if (!found && !isRehearsal) notes.push(issue('alerts', 'import-group-unknown', { group: `${group}` }))
    return found?._id ?? group
  }
  const resolveCertificate = (field: string, value: unknown, known: typeof trusted) => {
    if (!value) return undefined
    const found = known.find(({ _id, fingerprint, fingerprint256 }) =>
      [_id, fingerprint, fingerprint256].includes(`${value}`),
    )
    if (!found && !isRehearsal) notes.push(issue(field, 'import-certificate-unknown', { certificate: `${value}` }))
    return found?._id
  }
  const toRoute = (route: ImportedRecord, i: number) => ({
    ...route,
    ...('cert' in route && { cert: resolveCertificate(`routes.${i}.cert`, route.cert, trusted) }),
    ...('clientCert' in route && {
      clientCert: resolveCertificate(`routes.${i}.clientCert`, route.clientCert, identities),
    }),
    ...shortenTransform(route, i, notes),
  })
  const record = {
    ...sent,
    ...(Array.isArray(sent.routes) && {
      routes: sent.routes.map((route, i) => (isRecord(route) ? toRoute(route, i) : route)),
    }),
    ...(Array.isArray(sent.alerts) && {
      alerts: sent.alerts.map((alert) =>
        isRecord(alert) && Array.isArray(alert.groups) ? { ...alert, groups: alert.groups.map(resolveGroup) } : alert,
      ),
    }),
  }
  return { record, notes }
}

/** OpenHIM reads the first two parts of a transform whose slashes are not escaped, and replaces once. */
function shortenTransform({ pathTransform }: ImportedRecord, i: number, notes: Issue[]) {
  if (typeof pathTransform !== 'string') return {}
  const [start, from, to, options, ...more] = pathTransform.split(/(?<!\\)\//)
  if (start !== 's' || !from || to === undefined || options === undefined) return {}
  if (more.length === 0 && (options === '' || options === 'g')) return {}
  const shortened = `s/${from}/${to}${options === 'g' ? '/g' : ''}`
  notes.push(issue(`routes.${i}.pathTransform`, 'import-transform-shortened', { from: pathTransform, to: shortened }))
  return { pathTransform: shortened }
}

// Finds the patients that a request names.

/** A patient by reference, such as `Patient/123`, or by an identifier of a system. The system may be empty. */
export type PatientId = { reference: string } | { system: string; value: string }

type Request = { method: string; path: string; query: string }

const maxLength = 256
/** A request that names more is a list of patients: the first ones are found. */
const maxPatients = 100

/** The parameters of a search whose value is a reference to a patient. */
const references = /^(patient|subject)(:Patient)?$/
/** The parameters of a search whose value is an identifier of a patient. */
const identifiers = /^(patient|subject)(:Patient)?(\.|:)identifier$/

const toId = /^[A-Za-z0-9.-]{1,64}$/

/** Returns the patients that a request names in its path, its query string, or the form of a search. */
export function findNamedPatients({ method, path, query }: Request, form = ''): PatientId[] {
  const isSearchByForm = method === 'POST' && /\/_search\/?$/.test(path)
  const parameters = [...new URLSearchParams(query), ...(isSearchByForm ? new URLSearchParams(form) : [])]
  const ofPatients = /\/Patient\/?(_search\/?)?$/.test(path)
  return distinct([
    ...findInPath(path),
    ...parameters.flatMap(([name, values]) =>
      splitValues(values).flatMap((value) => readParameter(name, value, ofPatients)),
    ),
  ])
}

/** Returns the patient whose address an answer to a create gives. */
export const findCreatedPatient = (location: string | undefined): PatientId[] =>
  location === undefined ? [] : findInPath(location.split('?')[0] ?? '')

function findInPath(path: string): PatientId[] {
  const segments = path.split('/')
  const at = segments.indexOf('Patient')
  return at === -1 ? [] : readReference(segments[at + 1] ?? '')
}

function readParameter(name: string, value: string, ofPatients: boolean): PatientId[] {
  if (references.test(name)) return readReference(value)
  if (identifiers.test(name)) return readIdentifier(value)
  if (!ofPatients) return []
  if (name === '_id') return readReference(value)
  return name === 'identifier' ? readIdentifier(value) : []
}

/** A comma separates values; behind a backslash it belongs to one. */
const splitValues = (values: string) =>
  values.split(/(?<!\\),/).map((value) => value.replace(/\\([,$|\\])/g, '$1').trim())

/** Returns the patient of a reference: an id, `Patient/id`, or a URL that ends so. */
function readReference(text: string): PatientId[] {
  const segments = text.split('/')
  const type = segments.at(-2)
  const id = segments.at(-1) ?? ''
  return (type === undefined || type === 'Patient') && toId.test(id) ? [{ reference: `Patient/${id}` }] : []
}

/** Returns the patient of a token: `system|value`, or a value alone. */
export function readIdentifier(text: string): PatientId[] {
  const bar = text.indexOf('|')
  const system = bar === -1 ? '' : text.slice(0, bar)
  return buildIdentifier(system, text.slice(bar + 1))
}

/** Returns the patient of an identifier as HL7 v2 and ATNA write it: `id^^^namespace&oid&ISO`. */
export function readHl7Identifier(text: string): PatientId[] {
  const [value = '', , , authority = ''] = text.split('^')
  const [namespace = '', universal = '', kind = ''] = authority.split('&')
  const isObjectIdentifier = /^[0-2](\.\d+)+$/.test(universal) && kind !== 'URI'
  const system = isObjectIdentifier ? `urn:oid:${universal}` : universal || namespace
  return buildIdentifier(system, value)
}

function buildIdentifier(system: string, value: string): PatientId[] {
  const trimmed = value.trim()
  return trimmed === '' || trimmed.length > maxLength || system.length > maxLength ? [] : [{ system, value: trimmed }]
}

const distinct = (patients: PatientId[]) =>
  [...new Map(patients.map((patient) => [JSON.stringify(patient), patient])).values()].slice(0, maxPatients)

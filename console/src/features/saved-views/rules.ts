/** The parameters of an address that open a dialog or a page of a list, and are no part of its query. */
const passing = ['rerun', 'page', 'cancel', 'delete', 'open', 'show', 'live']

/** Returns the query of an address of a list, as it is saved. */
export function readViewQuery(search: string): string {
  const parameters = new URLSearchParams(search)
  for (const name of passing) parameters.delete(name)
  return parameters.size > 0 ? `?${parameters}` : ''
}

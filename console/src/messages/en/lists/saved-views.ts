/** The saved views of lists. */
export const savedViews = {
  title: 'Saved views',
  none: 'No view is saved yet.',
  name: 'Name',
  save: 'Save this query',
  shared: 'Show it to everybody who may see this list',
  remove: 'Remove {name}',
  private: 'Values that may identify a patient are not saved.',
} as const

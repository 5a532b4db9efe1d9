/** The words for the states of transactions and tasks. Their keys are those of the API. */
export const statuses = {
  Queued: 'Queued',
  Processing: 'Processing',
  'Pending Async': 'Pending Async',
  Successful: 'Successful',
  Completed: 'Completed',
  'Completed with error(s)': 'Completed with error(s)',
  Failed: 'Failed',
  Paused: 'Paused',
  Cancelled: 'Cancelled',
} as const

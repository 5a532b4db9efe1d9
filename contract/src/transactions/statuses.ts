// A file of its own: the router of the console needs the names, and not the shapes.

export const transactionStatuses = [
  'Processing',
  'Pending Async',
  'Successful',
  'Completed',
  'Completed with error(s)',
  'Failed',
] as const
export type TransactionStatus = (typeof transactionStatuses)[number]

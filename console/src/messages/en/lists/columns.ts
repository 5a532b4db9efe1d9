/** The columns of lists, which each person chooses and sizes. */
export const columns = {
  columns: 'Columns',
  width: 'Width of {column}',
  default: 'Default columns',
  sort: 'Sort by',
  reverse: 'Reverse the order',
} as const

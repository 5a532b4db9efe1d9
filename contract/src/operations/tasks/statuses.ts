// A file of its own: the router of the console needs the names, and not the shapes.

export const taskStatuses = ['Queued', 'Processing', 'Paused', 'Cancelled', 'Completed', 'Pending Async'] as const
export type TaskStatus = (typeof taskStatuses)[number]

export const rowStatuses = ['Queued', 'Processing', 'Completed', 'Failed'] as const
export type RowStatus = (typeof rowStatuses)[number]

// A file of its own: the router of the console needs the names, and not what they mean.

/** The named time ranges of lists. */
export const timeRanges = ['hour', 'today', 'yesterday', 'week'] as const
export type TimeRange = (typeof timeRanges)[number]

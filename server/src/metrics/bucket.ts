// What is in the bucket of old bodies, for Prometheus.

/** `waits`: for how many seconds the oldest finished partition could have been packed. */
export type BucketUse = {
  transactions: number
  bodyBytes: number
  objectBytes: number
  answers: boolean
  waits: number
}

const gauges: readonly { name: string; help: string; read: (use: BucketUse) => number }[] = [
  {
    name: 'mediary_bucket_answers',
    help: 'Whether the bucket of old bodies answered when it was asked last: 1 or 0.',
    read: ({ answers }) => Number(answers),
  },
  {
    name: 'mediary_bucket_transactions',
    help: 'Transactions with bodies in the bucket. One that stands in several objects counts in each.',
    read: ({ transactions }) => transactions,
  },
  {
    name: 'mediary_bucket_body_bytes',
    help: 'Size of the bodies in the bucket.',
    read: ({ bodyBytes }) => bodyBytes,
  },
  {
    name: 'mediary_bucket_object_bytes',
    help: 'Size of the objects in the bucket.',
    read: ({ objectBytes }) => objectBytes,
  },
  {
    name: 'mediary_bucket_waiting_seconds',
    help: 'For how long the oldest finished partition has waited to be packed; 0 when none waits.',
    read: ({ waits }) => waits,
  },
]

/** The lines about the bucket; none without a bucket, and while it cannot be measured. */
export const bucketLines = (use: BucketUse | undefined): string[] =>
  use
    ? gauges.flatMap(({ name, help, read }) => [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} gauge`,
        `${name} ${read(use)}`,
      ])
    : []

import { z } from 'zod'

/** The settings of the bucket that takes old bodies, which only stores on PostgreSQL use. */
export const coldBodies = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://s3.example.org' })
    .optional()
    .describe('address of an object store with the protocol of S3, such as https://s3.example.org, for old bodies'),
  region: z
    .string()
    .regex(/^[\w-]+$/, 'must be the name of a region, such as us-east-1')
    .default('us-east-1')
    .describe('region of the bucket; stores of your own mostly take any'),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket: 3 to 63 small letters, digits, . and -')
    .optional()
    .describe('bucket that takes the bodies of finished partitions; default: bodies stay in PostgreSQL'),
  prefix: z
    .string()
    .regex(/^([\w.-]+\/)*$/, 'must be empty, or end with a slash, such as mediary/')
    .default('mediary/')
    .describe('begins the name of each object in the bucket'),
  keyId: z.string().min(1).optional().describe('access key of the bucket'),
  secret: z.string().min(1).optional().describe('secret of the access key'),
  afterHours: z
    .number()
    .min(0.25)
    .max(8760)
    .default(1)
    .describe('hours after its end at which a partition of bodies is moved to the bucket'),
})

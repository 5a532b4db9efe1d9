import { z } from 'zod'

const isCollector = (text: string) => {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) return false
  return !url.username && !url.password && !/[?#]/.test(text)
}

export const tracing = z.strictObject({
  endpoint: z
    .string()
    .refine(isCollector, 'must be an address such as http://127.0.0.1:4318, without a name, a password or a query')
    .optional()
    .describe('address of an OpenTelemetry collector (OTLP over HTTP, JSON); default: no traces'),
  serviceName: z.string().min(1).max(255).default('mediary').describe('name of this installation in traces'),
})

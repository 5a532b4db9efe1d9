import { z } from 'zod'
import { api } from '../api.ts'
import { Problem, problemStatus } from '../problem.ts'
import type { Endpoint } from './endpoint.ts'

type Schema = Record<string, unknown>
type ProblemStatus = (typeof problemStatus)[keyof typeof problemStatus]

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Schema => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline', cycles: 'ref' })
  return rest
}

/** The management API as OpenAPI 3.1, printed from the endpoints that the server implements and the console calls. */
export function openApi(version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [concept, endpoints] of Object.entries(api)) {
    for (const [name, endpoint] of Object.entries(endpoints as Record<string, Endpoint>)) {
      const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
      paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(concept, name, endpoint) }
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Mediary management API', version, license: { name: 'MPL-2.0', identifier: 'MPL-2.0' } },
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, 'output') },
      responses: { Refusal: refusal },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'mediary.sess' },
        basic: { type: 'http', scheme: 'basic' },
      },
    },
  }
}

function operation(concept: string, name: string, endpoint: Endpoint) {
  const { permission, summary, body, response, status = 200 } = endpoint
  return {
    operationId: `${concept}.${name}`,
    tags: [concept],
    summary,
    description: describe(permission),
    security: permission === 'public' ? [] : [{ session: [] }, { basic: [] }],
    'x-permission': permission,
    parameters: [...parameters(endpoint.params, 'path'), ...parameters(endpoint.query, 'query')],
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } },
    }),
    responses: {
      [status]: { description: 'Done', ...(response && { content: contentOf(response) }) },
      ...Object.fromEntries(refusalsOf(endpoint).map((status) => [status, refused])),
      default: refused,
    },
  }
}

function describe(permission: Endpoint['permission']) {
  if (permission === 'public') return 'Needs no sign-in.'
  if (permission === 'signed-in') return 'Needs a sign-in.'
  return `Needs the permission \`${permission}\`.`
}

/** The statuses that follow from what an endpoint is; others are under `default`. */
const refusalsOf = ({ permission, params, query, body }: Endpoint): ProblemStatus[] => [
  ...((params ?? query ?? body) ? [problemStatus['invalid-request']] : []),
  ...(permission === 'public' ? [] : [problemStatus.unauthenticated]),
  ...(permission === 'public' || permission === 'signed-in' ? [] : [problemStatus.forbidden]),
  ...(params ? [problemStatus['not-found']] : []),
  ...(body ? [problemStatus['too-large'], problemStatus['unsupported-media-type']] : []),
]

const refused = { $ref: '#/components/responses/Refusal' }

const refusal = {
  description: 'Refused: a problem document (RFC 9457) for callers that accept it, else one plain sentence',
  content: {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    'text/plain': { schema: { type: 'string' } },
  },
}

function contentOf(response: z.ZodType) {
  const schema = schemaOf(response, 'output')
  return { [schema.type === 'string' ? 'text/plain' : 'application/json']: { schema } }
}

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query') {
  if (!schema) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Schema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

import { z } from 'zod'
import { api } from '../api.ts'
import { Problem, problemStatus } from '../problem.ts'
import type { Api, Endpoint } from './endpoint.ts'

type ProblemStatus = (typeof problemStatus)[keyof typeof problemStatus]

const toSchema = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline', cycles: 'ref' })
  return rest
}

/** Builds the OpenAPI 3.1 document of the management API from its endpoints. */
export function openApi(version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  const concepts: Record<string, Api> = api
  for (const [concept, endpoints] of Object.entries(concepts)) {
    for (const [name, endpoint] of Object.entries(endpoints)) {
      const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
      paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: toOperation(concept, name, endpoint) }
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Mediary management API', version, license: { name: 'MPL-2.0', identifier: 'MPL-2.0' } },
    paths,
    components: {
      schemas: { Problem: toSchema(Problem, 'output') },
      responses: { Refusal: refusal },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'mediary.sess' },
        basic: { type: 'http', scheme: 'basic' },
      },
    },
  }
}

function toOperation(concept: string, name: string, endpoint: Endpoint) {
  const { permission, summary, body, response, status = 200 } = endpoint
  return {
    operationId: `${concept}.${name}`,
    tags: [concept],
    summary,
    description: describePermission(permission),
    security: permission === 'public' ? [] : [{ session: [] }, { basic: [] }],
    'x-permission': permission,
    parameters: [...toParameters(endpoint.params, 'path'), ...toParameters(endpoint.query, 'query')],
    ...(body && {
      requestBody: { required: true, content: toRequestContent(body, endpoint.mediaType) },
    }),
    responses: {
      [status]: { description: 'Done', ...(response && { content: toContent(response, endpoint) }) },
      ...Object.fromEntries(listRefusalStatuses(endpoint).map((status) => [status, refusalReference])),
      default: refusalReference,
    },
  }
}

function describePermission(permission: Endpoint['permission']) {
  if (permission === 'public') return 'No sign-in required.'
  if (permission === 'signed-in') return 'Requires a sign-in.'
  return `Requires the permission \`${permission}\`.`
}

/** Returns the error statuses that every endpoint of this kind can have. The document lists others under `default`. */
const listRefusalStatuses = ({ permission, params, query, body }: Endpoint): ProblemStatus[] => [
  ...((params ?? query ?? body) ? [problemStatus['invalid-request']] : []),
  ...(permission === 'public' ? [] : [problemStatus.unauthenticated]),
  ...(permission === 'public' || permission === 'signed-in' ? [] : [problemStatus.forbidden]),
  ...(params ? [problemStatus['not-found']] : []),
  ...(body ? [problemStatus['too-large'], problemStatus['unsupported-media-type']] : []),
]

const refusalReference = { $ref: '#/components/responses/Refusal' }

const refusal = {
  description: 'Error: a problem document (RFC 9457) for callers that accept it, otherwise one sentence of text',
  content: {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    'text/plain': { schema: { type: 'string' } },
  },
}

const csvText = { schema: { type: 'string' } }

const toRequestContent = (body: z.ZodType, mediaType: Endpoint['mediaType']) =>
  mediaType ? { [mediaType]: csvText } : { 'application/json': { schema: toSchema(body, 'input') } }

function toContent(response: z.ZodType, { csv, exported }: Endpoint) {
  const schema = toSchema(response, 'output')
  return {
    [schema.type === 'string' ? 'text/plain' : 'application/json']: { schema },
    ...((csv || exported?.columns) && { 'text/csv': csvText }),
    ...(exported && { 'application/x-ndjson': csvText }),
  }
}

function toParameters(schema: z.ZodObject | undefined, place: 'path' | 'query') {
  if (!schema) return []
  const { properties = {}, required = [] } = toSchema(schema, 'input')
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

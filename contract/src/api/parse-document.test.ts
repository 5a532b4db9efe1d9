import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { because } from '../reasons.ts'
import { parseDocument } from './parse-document.ts'

const Document = z.object({
  name: z.string().min(1),
  port: z.int().max(65535),
  path: z.string().regex(/^\//, because('must-be-path')),
  kind: z.enum(['http', 'tcp']),
})

test('each error of a document has its path, its reason and the parameters of that reason', () => {
  const { issues = [] } = parseDocument(Document, { name: '', port: 70000, path: 'x' })
  assert.deepEqual(
    issues.map(({ path, reason, parameters }) => [path, reason, parameters]),
    [
      ['name', 'empty', {}],
      ['port', 'too-big', { max: 65535 }],
      ['path', 'must-be-path', {}],
      ['kind', 'required', {}],
    ],
  )
  assert.equal(issues[1]?.message, 'must be 65535 or less')
})

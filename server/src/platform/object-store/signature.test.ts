import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode, sha256, signRequest } from './signature.ts'

// The examples of "Signature Calculations for the Authorization Header" in the reference of Amazon S3.
const credentials = { keyId: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const published = [
  {
    name: 'GET of a range',
    method: 'GET',
    path: '/test.txt',
    headers: { range: 'bytes=0-9' },
    body: '',
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    name: 'PUT',
    method: 'PUT',
    path: `/${encode('test$file.text')}`,
    headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
    body: 'Welcome to Amazon S3.',
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  {
    name: 'GET of a configuration',
    method: 'GET',
    path: '/',
    query: { lifecycle: '' },
    body: '',
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    name: 'GET of a list',
    method: 'GET',
    path: '/',
    query: { prefix: 'J', 'max-keys': '2' },
    body: '',
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
]

for (const { name, method, path, query, headers, body, signature } of published)
  test(`the signature of the published example "${name}" of Amazon S3`, () => {
    const signed = {
      host: 'examplebucket.s3.amazonaws.com',
      'x-amz-date': '20130524T000000Z',
      'x-amz-content-sha256': sha256(body),
      ...headers,
    }
    const header = signRequest(
      { method, path, query: query ?? {}, headers: signed },
      { credentials, region: 'us-east-1' },
    )
    assert.equal(header.split('Signature=').at(-1), signature)
  })

// Of the test suite of Signature Version 4.
for (const [query, signature] of [
  [{}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [{ Param2: 'value2', Param1: 'value1' }, 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
] as const)
  test(`the signature of the test suite for the query ${JSON.stringify(query)}`, () => {
    const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' }
    const keys = { keyId: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
    const header = signRequest(
      { method: 'GET', path: '/', query, headers },
      { credentials: keys, region: 'us-east-1', service: 'service' },
    )
    assert.equal(
      header,
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,SignedHeaders=host;x-amz-date,Signature=${signature}`,
    )
  })

import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { listAddresses, replaceDatabase } from './hosts.ts'

const read = (url: string) =>
  listAddresses(url).map((address) => {
    const { host, port, user, database, password } = new pg.Client({ connectionString: address })
    return `${user}:${password ?? ''} at ${host} ${port} ${database}`
  })

test('an address of several hosts names one after the other, each with its port', () => {
  assert.deepEqual(read('postgres://ada:a%40b@one:5433,two,[::1]:6000/mediary?target_session_attrs=read-write'), [
    'ada:a@b at one 5433 mediary',
    'ada:a@b at two 5432 mediary',
    'ada:a@b at ::1 6000 mediary',
  ])
  assert.deepEqual(read('postgresql:///mediary?host=one,two&port=5433&user=ada'), [
    'ada: at one 5433 mediary',
    'ada: at two 5433 mediary',
  ])
  assert.deepEqual(read('postgres://ada@/mediary?host=/run/a,/run/b&port=1,2'), [
    'ada: at /run/a 1 mediary',
    'ada: at /run/b 2 mediary',
  ])
})

test('an address of one host stays as it is', () => {
  const url = 'postgres://ada:x@one/mediary?sslmode=require'
  assert.deepEqual(listAddresses(url), [url])
})

test('parameters of the connection hold for every host', () => {
  for (const address of listAddresses('postgres://ada@one,two/mediary?sslmode=no-verify'))
    assert.ok(new pg.Client({ connectionString: address }).ssl)
})

test('another database of the same hosts', () => {
  assert.equal(
    replaceDatabase('postgres://a:b@one:1,two/x?sslmode=require', 'y'),
    'postgres://a:b@one:1,two/y?sslmode=require',
  )
  assert.equal(replaceDatabase('postgres://a@one', 'y'), 'postgres://a@one/y')
})

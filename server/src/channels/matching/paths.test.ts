import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasDotSegment } from './paths.ts'

const dangerous = [
  '/a/../b',
  '/a/./b',
  '/a/..',
  '/a/..;x=1/b',
  '/a/.;/b',
  '/a/%2e%2E/b',
  '/a/.%2e;jsessionid=7/b',
  '/a/%252e%252e/b',
  '/a/%25252e./b',
  '/a%2f..%2fb',
  '/a%5c..%5cb',
  '/a\\..\\b',
  '/a/..%3bx/b',
  '/a/..%00/b',
  '/a/%2e%2e%20/b',
  '/a/..%09;v=1/b',
  '/a/%c0%ae%C0%AE/b',
  '/a/..%c0%afb',
  '/a/%e0%80%ae%e0%80%ae/b',
  '/a..%2f..%c1%9cb',
  '/a/%u002e%u002E/b',
  `/a/%${'25'.repeat(20)}2e/b`,
]
for (const path of dangerous) test(`${path} could lead to another path`, () => assert.equal(hasDotSegment(path), true))

const harmless = [
  '/',
  '/a.b/c',
  '/a/...',
  '/a/.well-known/x',
  '/a/..b',
  '/a/b;v=1/c',
  '/a/b;v=..',
  '/a/100%25/b',
  '/a/%C3%A9',
  '/a/%2F/b',
  '/a/x%2e%2e',
  '/a/ %20/b',
  '/a/%C3%80%AE/b',
  '/a/.%20b',
]
for (const path of harmless) test(`${path} is one path`, () => assert.equal(hasDotSegment(path), false))

import { openApi } from '@mediary/contract/api/openapi'
import { listKeys } from '@mediary/contract/api/records'
import { problemStatus } from '@mediary/contract/problem'
import { environmentName, listSettings } from '../settings/names.ts'
import { Settings } from '../settings/settings.ts'
import { version } from '../system/index.ts'

/** The page of all settings. */
export const settingsPage = () => `# Settings

Generated from the code by \`npm run reference\`. In \`mediary.yaml\` the setting \`router.httpPort\` is the key \`httpPort\`
below \`router\`. OpenHIM's names (\`router_httpPort\`) are understood too.

| setting | environment variable | default | meaning |
|---|---|---|---|
${listSettings(Settings)
  .map(
    (setting) =>
      `| \`${setting.path}\` | \`${environmentName(setting)}\` | ${formatDefault(setting.default)} | ${setting.description} |`,
  )
  .join('\n')}
`

const formatDefault = (value: unknown) => (value === undefined || value === '' ? '' : `\`${JSON.stringify(value)}\``)

const meanings: Record<keyof typeof problemStatus, string> = {
  'invalid-request': 'the document, a parameter or a filter is wrong; `issues` names each fault with its path',
  unauthenticated: 'the caller is not signed in, or the credentials are wrong',
  forbidden: 'the user lacks the permission, or the call comes from a page of another site',
  'not-found': 'the address does not exist, or nothing has this id',
  timeout: 'the request was sent too slowly',
  conflict: 'a name or a token is taken, or something depends on what would change',
  gone: 'the one-time link has expired',
  'too-large': 'the document is larger than this endpoint takes, or than `api.maxPayloadSizeMB`',
  'unsupported-media-type': 'the document is not sent as `application/json`',
  misdirected: 'the Host header names no host of this API; see `api.allowedHosts`',
  'too-many-requests': 'too many wrong passwords for this account from this address',
  internal: 'an error of the server; the log has the details under the id in the answer',
  'upstream-failed': 'another system failed',
  unavailable: 'the server is busy or not ready: try again later',
  'upstream-timeout': 'another system did not answer in time',
}

/** The page of the API's error codes. */
export const problemsPage = () => `# Problem codes

Generated from the code by \`npm run reference\`. These are the error codes of the management API. A caller that accepts
\`application/problem+json\` gets RFC 9457 documents with \`code\`, \`status\`, \`detail\` and \`issues\`. Others get \`detail\` as plain text.

| code | status | meaning |
|---|--:|---|
${listKeys(problemStatus)
  .map((code) => `| \`${code}\` | ${problemStatus[code]} | ${meanings[code]} |`)
  .join('\n')}
`

/** The OpenAPI document with one operation or shape on each line: small, and its changes can be read. */
export function openApiPage(): string {
  const { paths, components, ...rest } = openApi(version)
  const operations = Object.entries(paths).map(([path, item]) => `${JSON.stringify(path)}: ${perLine(item)}`)
  const shapes = Object.entries(components).map(([kind, some]) => `${JSON.stringify(kind)}: ${perLine(some)}`)
  const head = JSON.stringify(rest).slice(1, -1)
  return `{${head},\n"paths": {\n${operations.join(',\n')}\n},\n"components": {\n${shapes.join(',\n')}\n}}\n`
}

const perLine = (members: object) =>
  `{\n${Object.entries(members)
    .map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(',\n')}\n}`

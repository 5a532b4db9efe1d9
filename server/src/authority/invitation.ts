import { createHash, randomInt, X509Certificate } from 'node:crypto'

/** The path of the gateway's HTTPS port for enrolments. No channel can match it. */
export const enrolmentPath = '/.well-known/mediary/enrolment'

// Crockford's base 32: nothing that is mistaken for another when read aloud.
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Twenty characters in groups of four: 100 bits. */
export const newCode = () =>
  Array.from({ length: 5 }, () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')).join(
    '-',
  )

/** As it was made, whatever a person typed between its characters. */
export const normaliseCode = (code: string) =>
  code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')

/** Builds the commands that a facility runs. They pin the server's key, so a self-signed certificate is safe. */
export function buildCommands({
  code,
  host,
  port,
  cert,
  clientID,
}: {
  code: string
  host: string
  port: number
  cert: string
  clientID: string
}) {
  const file = clientID.replace(/[^A-Za-z0-9._-]/g, '_')
  const spki = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  const pin = createHash('sha256').update(spki).digest('base64')
  const address = `https://${host.includes(':') ? `[${host}]` : host}:${port}${enrolmentPath}`
  return {
    openssl: `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=${file}" -keyout ${file}.key -out ${file}.csr`,
    curl: `curl --fail-with-body --insecure --pinnedpubkey "sha256//${pin}" -H "Enrolment-Code: ${code}" --data-binary @${file}.csr -o ${file}.crt ${address}`,
  }
}

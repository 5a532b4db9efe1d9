import { isUtf8 } from 'node:buffer'
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { jwt } from '../../server/src/gateway/authentication/jwt.ts'
import { Settings } from '../../server/src/settings/settings.ts'
import { toConfiguredIssuer } from '../../server/src/system/index.ts'
import { countOutcomes, type Outcome } from './outcome.ts'

const Vectors = z.object({
  testGroups: z.array(
    z.object({
      comment: z.string(),
      private: z.record(z.string(), z.unknown()).optional(),
      public: z.record(z.string(), z.unknown()).optional(),
      tests: z.array(
        z.object({ tcId: z.number(), comment: z.string(), jws: z.unknown().optional(), result: z.string() }),
      ),
    }),
  ),
})

/** Returns the key as a text of the settings: a secret, or a public key in PEM. Undefined: this suite cannot give it. */
function toSetting(key: Record<string, unknown>): string | undefined {
  if (typeof key.k === 'string') {
    const bytes = Buffer.from(key.k, 'base64url')
    return isUtf8(bytes) ? bytes.toString() : undefined
  }
  try {
    return String(
      createPublicKey({ key: key satisfies JsonWebKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
    )
  } catch {
    return undefined
  }
}

/** What the gateway says once a signature is right: these vectors sign texts, not the claims of a client. */
const verified = /holds no claims|names no client|is no Client ID/

/** Puts Wycheproof's signatures (github.com/C2SP/wycheproof) before the check of JSON Web Tokens, with the algorithm of the key. */
export async function runWycheproof(folder: string): Promise<Outcome> {
  const cases = []
  for (const file of ['json_web_signature_test.json', 'json_web_crypto_test.json', 'json_web_key_test.json']) {
    const { testGroups } = Vectors.parse(JSON.parse(readFileSync(join(folder, 'testvectors_v1', file), 'utf8')))
    for (const { comment: group, tests, ...keys } of testGroups) {
      const key = keys.public ?? keys.private ?? {}
      const secretOrPublicKey = toSetting(key)
      if (secretOrPublicKey === undefined || typeof key.alg !== 'string') continue
      const { authentication } = Settings.parse({
        authentication: { jwt: { secretOrPublicKey, algorithms: key.alg } },
      })
      const issuer = toConfiguredIssuer(authentication.jwt)
      const check = jwt(
        () => (issuer ? [issuer] : []),
        () => undefined,
      )
      for (const { tcId, comment, jws, result } of tests) {
        if (typeof jws !== 'string') continue
        const finding = await check(`Bearer ${jws}`)
        const said = typeof finding === 'object' && 'reason' in finding ? finding.reason : String(finding)
        const isRight = verified.test(said) === (result === 'valid')
        cases.push({ name: `${group} ${tcId}, ${comment}, ${result}`, isRight, detail: said })
      }
    }
  }
  return countOutcomes('Wycheproof, JSON Web Signatures', cases)
}

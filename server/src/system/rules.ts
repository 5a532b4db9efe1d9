import type { Mechanism } from '@mediary/contract/system'

type Authentication = {
  enableMutualTLSAuthentication: boolean
  enableBasicAuthentication: boolean
  enableCustomTokenAuthentication: boolean
  enableJWTAuthentication?: boolean | undefined
  jwt: { secretOrPublicKey: string; jwksUri: string }
}

/** JWT is enabled once a key is configured, unless it is switched off. */
export const enabledMechanisms = (settings: Authentication): Mechanism[] => {
  const hasKey = Boolean(settings.jwt.secretOrPublicKey || settings.jwt.jwksUri)
  const enabled: [Mechanism, boolean][] = [
    ['mutual-tls-auth', settings.enableMutualTLSAuthentication],
    ['basic-auth', settings.enableBasicAuthentication],
    ['custom-token-auth', settings.enableCustomTokenAuthentication],
    ['jwt-auth', hasKey && settings.enableJWTAuthentication !== false],
  ]
  return enabled.filter(([, is]) => is).map(([mechanism]) => mechanism)
}

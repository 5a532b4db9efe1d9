import { type Mechanism, mechanisms } from '@mediary/contract/system'

type Authentication = {
  enableMutualTLSAuthentication?: boolean | undefined
  enableBasicAuthentication?: boolean | undefined
  enableCustomTokenAuthentication?: boolean | undefined
  enableJWTAuthentication?: boolean | undefined
  jwt: { secretOrPublicKey: string; jwksUri: string }
}

/** The mechanisms that administrators have switched on or off in the console. */
export type Switched = Partial<Record<Mechanism, boolean>>

export const settingOf = {
  'mutual-tls-auth': 'enableMutualTLSAuthentication',
  'basic-auth': 'enableBasicAuthentication',
  'custom-token-auth': 'enableCustomTokenAuthentication',
  'jwt-auth': 'enableJWTAuthentication',
} as const satisfies Record<Mechanism, keyof Authentication>

export const hasJwtKey = ({ jwt }: Pick<Authentication, 'jwt'>) => Boolean(jwt.secretOrPublicKey || jwt.jwksUri)

/** A value of the configuration is pinned: it stands, whatever the console says. */
export const isPinned = (settings: Authentication, mechanism: Mechanism) => settings[settingOf[mechanism]] !== undefined

/** Every mechanism is enabled until it is switched off; JWT needs a key. `hasIssuer`: one was added beside the settings. */
export const enabledMechanisms = (settings: Authentication, switched: Switched = {}, hasIssuer = false): Mechanism[] =>
  mechanisms.filter(
    (mechanism) =>
      (settings[settingOf[mechanism]] ?? switched[mechanism] ?? true) &&
      (mechanism !== 'jwt-auth' || hasIssuer || hasJwtKey(settings)),
  )

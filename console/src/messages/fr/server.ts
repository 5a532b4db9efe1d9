import type { Translation } from '../catalogue.ts'

export const about: Translation<'about'> = {
  title: 'À propos',
  what: 'Mediary est un médiateur d’informations de santé : une passerelle entre les systèmes clients et les services d’un échange d’informations de santé.',
  version: 'Version',
  zone: 'Fuseau du serveur',
  time: 'Heure du serveur',
  since: 'En marche depuis',
  gateway: 'Les clients envoient à',
  documentation: 'L’API, décrite',
  speaks: 'Parle l’API de',
  licence: 'Licence',
}

export const settings: Translation<'settings'> = {
  title: 'Paramètres',
  mechanisms: 'Authentification des clients',
  intro: 'Comment les clients prouvent leur identité. Un changement vaut dès la prochaine requête.',
  decides: 'Ce qui décide',
  here: 'Cet interrupteur',
  pinned: 'Fixé par {by}',
  'needs-key': 'Exige d’abord un émetteur de jetons',
  mechanism: 'Mécanisme',
  state: 'État',
  enabled: 'Activé',
  disabled: 'Désactivé',
  'mutual-tls-auth': 'TLS mutuel',
  'basic-auth': 'Basic Auth',
  'custom-token-auth': 'Jeton personnalisé',
  'jwt-auth': 'JSON Web Token (JWT)',
}

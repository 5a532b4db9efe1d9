import type { Translation } from '../catalogue.ts'

export const about: Translation<'about'> = {
  title: 'Kuhusu',
  what: 'Mediary ni mpatanishi wa taarifa za afya: lango kati ya mifumo ya wateja na huduma za ubadilishanaji wa taarifa za afya.',
  version: 'Toleo',
  zone: 'Ukanda wa saa wa seva',
  time: 'Saa ya seva',
  since: 'Inafanya kazi tangu',
  gateway: 'Wateja hutuma kwa',
  documentation: 'Maelezo ya API',
  speaks: 'Inatumia API ya',
  licence: 'Leseni',
}

export const settings: Translation<'settings'> = {
  title: 'Mipangilio',
  mechanisms: 'Uthibitishaji wa wateja',
  intro: 'Jinsi wateja wanavyothibitisha utambulisho wao. Badiliko linaanza na ombi linalofuata.',
  decides: 'Kinachoamua',
  here: 'Swichi hii',
  pinned: 'Imewekwa na {by}',
  'needs-key': 'Inahitaji kwanza mtoaji wa tokeni',
  mechanism: 'Njia',
  state: 'Hali',
  enabled: 'Imewashwa',
  disabled: 'Imezimwa',
  'mutual-tls-auth': 'TLS ya pande mbili',
  'basic-auth': 'Basic Auth',
  'custom-token-auth': 'Tokeni maalum',
  'jwt-auth': 'JSON Web Token (JWT)',
}

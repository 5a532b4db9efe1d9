import { words } from '../../lib/words.ts'

export const aboutWords = words({
  title: ['About', 'À propos', 'Sobre'],
  what: [
    'Mediary is a health information mediator: the one guarded door through which client systems reach the services of a health information exchange.',
    'Mediary est un médiateur d’informations de santé : la seule porte gardée par laquelle les systèmes clients atteignent les services d’échange.',
    'O Mediary é um mediador de informação de saúde: a única porta guardada pela qual os sistemas clientes chegam aos serviços de troca.',
  ],
  version: ['Version', 'Version', 'Versão'],
  zone: ['Time zone of the server', 'Fuseau du serveur', 'Fuso do servidor'],
  time: ['Time of the server', 'Heure du serveur', 'Hora do servidor'],
  since: ['Running since', 'En marche depuis', 'A correr desde'],
  gateway: ['Clients send to', 'Les clients envoient à', 'Os clientes enviam para'],
  documentation: ['The API, described', 'L’API, décrite', 'A API, descrita'],
  speaks: ['Speaks the API of', 'Parle l’API de', 'Fala a API de'],
  licence: ['Licence', 'Licence', 'Licença'],
})

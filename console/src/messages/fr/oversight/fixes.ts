import type { Translation } from '../../catalogue.ts'

export const fixes: Translation<'fixes'> = {
  'enable-channel': 'Activer le canal {channel}',
  'allow.others': 'Qui gère tous les canaux peut l’autoriser.',
  'allow-method': 'Faire accepter {value} par {channel}',
  'allow-address': 'Permettre à l’adresse {value} d’utiliser {channel}',
  'allow-origin': 'Permettre aux pages de {value} d’appeler {channel}',
  'enable-mechanism': 'Activer {name}',
  'enable-client': 'Activer le client',
  credentials: 'Lui donner un nouvel identifiant secret',
  'add-client': 'Ajouter un client pour {name}',
  'add-issuer': 'Ajouter l’émetteur {name}',
  'add-channel': 'Créer un canal pour {name}',
  enrol: 'Créer un code d’inscription',
  limits: 'Changer ses limites',
  done: 'Fait : {label}',
  undo: 'Annuler',
}

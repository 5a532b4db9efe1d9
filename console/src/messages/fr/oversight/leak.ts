import type { Translation } from '../../catalogue.ts'

export const leak: Translation<'leak'> = {
  title: 'Un jeton ou un mot de passe a fuité',
  intro:
    'Collez le secret, ou un texte qui le contient : un journal, une discussion, un fichier. Voyez à qui il est et ce qu’il a atteint, et mettez-y fin d’un seul geste.',
  back: 'Tous les clients',
  text: 'Texte avec le secret',
  'text.help':
    'Il est comparé puis oublié : il n’est ni conservé ni journalisé. Un mot de passe est trouvé si le texte nomme son client.',
  search: 'Chercher à qui il est',
  forgotten: 'Le texte est oublié. Collez-le de nouveau pour chercher encore.',
  none: 'Le texte ne contient aucun secret de cette installation.',
  nobody:
    'Secrets de notre modèle qui ne sont à aucun client que vous pouvez gérer : {count}. Prévenez un administrateur.',
  'not-allowed': 'Il faut la permission de gérer des clients.',
  of: 'Secret de {client}',
  made: 'Créé le {time}.',
  used: 'Dernière utilisation {time} depuis {address}.',
  unused: 'Il n’a jamais servi.',
  reached: 'Requêtes des {days} derniers jours : {count}.',
  transactions: 'Transactions du client',
  end: 'Le révoquer et créer un successeur',
  'end.help': 'La prochaine requête avec lui est refusée. Le client a besoin du successeur tout de suite.',
  ended: 'terminé',
  'ended.why': 'Le secret fuité est terminé : la passerelle le refuse désormais.',
  successor: 'Copiez le successeur maintenant : il n’est plus jamais affiché.',
  'no-successor': 'Il n’y a pas de successeur, mais le secret fuité est révoqué',
  'no-code': 'Il n’y a pas de code d’inscription',
}

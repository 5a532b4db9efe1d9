import { words } from '../lib/words.ts'

export const refusalWords = words({
  title: ['Refusals', 'Refus', 'Recusas'],
  intro: [
    'Requests that were turned away, newest first, with the reason and the step that would let them through.',
    'Requêtes refusées, les plus récentes d’abord, avec la raison et ce qui les laisserait passer.',
    'Pedidos recusados, os mais recentes primeiro, com a razão e o passo que os deixaria passar.',
  ],
  find: ['Client, channel, address or path', 'Client, canal, adresse ou chemin', 'Cliente, canal, endereço ou caminho'],
  code: ['Reason', 'Raison', 'Razão'],
  clear: ['Clear filters', 'Effacer les filtres', 'Limpar filtros'],
  try: ['Try it again', 'Essayer à nouveau', 'Experimentar de novo'],
  stage: ['Stage', 'Étape', 'Etapa'],
  any: ['Any', 'Toutes', 'Qualquer'],
  times: ['{count} times', '{count} fois', '{count} vezes'],
  unknown: ['unknown', 'inconnu', 'desconhecido'],
  none: ['No request was refused.', 'Aucune requête refusée.', 'Nenhum pedido foi recusado.'],
  'none.found': ['No refusal matches.', 'Aucun refus ne correspond.', 'Nenhuma recusa corresponde.'],
  more: ['Load more', 'Charger plus', 'Carregar mais'],
  receive: ['Receiving', 'Réception', 'Receção'],
  identify: ['Who is it?', 'Qui est-ce ?', 'Quem é?'],
  match: ['Which channel?', 'Quel canal ?', 'Que canal?'],
  authorise: ['May it?', 'A-t-il le droit ?', 'Tem permissão?'],
  record: ['Recording', 'Enregistrement', 'Registo'],
  'step.receive': [
    'The request itself is faulty: look at the client’s software.',
    'La requête est défectueuse : vérifiez le logiciel du client.',
    'O pedido tem defeito: verifique o software do cliente.',
  ],
  'step.identify': [
    'Check the client’s credentials under Clients.',
    'Vérifiez les identifiants sous Clients.',
    'Verifique as credenciais em Clientes.',
  ],
  'step.match': [
    'Make or correct a channel for this path and method.',
    'Créez ou corrigez un canal pour ce chemin et cette méthode.',
    'Crie ou corrija um canal para este caminho e método.',
  ],
  'step.authorise': [
    'Allow one of the client’s roles on the channel.',
    'Autorisez un rôle du client sur le canal.',
    'Autorize um perfil do cliente no canal.',
  ],
  'step.record': [
    'The server could not write: look at its disk and database.',
    'Le serveur n’a pas pu écrire : vérifiez disque et base.',
    'O servidor não conseguiu escrever: verifique disco e base.',
  ],
})

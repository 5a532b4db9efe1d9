import { words } from '../../lib/words.ts'

export const dashboardWords = words({
  title: ['Dashboard', 'Tableau de bord', 'Painel'],
  start: ['Your first day', 'Votre premier jour', 'O seu primeiro dia'],
  'start.intro': [
    'Three steps to a first request through the gateway.',
    'Trois étapes vers une première requête par la passerelle.',
    'Três passos até ao primeiro pedido pela gateway.',
  ],
  channel: ['Make a channel', 'Créer un canal', 'Criar um canal'],
  client: ['Add a client', 'Ajouter un client', 'Adicionar um cliente'],
  request: ['Send the first request', 'Envoyer la première requête', 'Enviar o primeiro pedido'],
  done: ['done', 'fait', 'feito'],
  todo: ['to do', 'à faire', 'por fazer'],
  'request.help': [
    'Put the client’s password in, and run this where the client is:',
    'Mettez le mot de passe du client, et lancez ceci là où il se trouve :',
    'Ponha a palavra-passe do cliente e execute isto onde ele está:',
  ],
  latest: ['Of the latest {count} requests', 'Sur les {count} dernières requêtes', 'Dos últimos {count} pedidos'],
  'latest.none': ['No request has come yet.', 'Aucune requête pour l’instant.', 'Ainda não chegou nenhum pedido.'],
  refusals: ['Top refusals', 'Refus les plus fréquents', 'Recusas mais frequentes'],
  'refusals.none': [
    'Nothing was refused in this period.',
    'Aucun refus dans cette période.',
    'Nada foi recusado neste período.',
  ],
  certificates: [
    'Certificates that end soon',
    'Certificats qui expirent bientôt',
    'Certificados que terminam em breve',
  ],
  'certificates.none': ['None within a month.', 'Aucun d’ici un mois.', 'Nenhum no próximo mês.'],
  all: ['Show all', 'Tout voir', 'Ver tudo'],
})

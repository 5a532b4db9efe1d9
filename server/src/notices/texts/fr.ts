import type { NoticeTexts } from './en.ts'

export const fr: NoticeTexts = {
  'test.subject': '{instance} : essai',
  'test.line': 'Ceci est un essai. Les avis de {instance} vous parviennent.',
  'began.subject': '{instance} : alerte pour le canal « {channel} »',
  'continues.subject': '{instance} : l’alerte pour le canal « {channel} » continue',
  'ended.subject': '{instance} : l’alerte pour le canal « {channel} » est terminée',
  'count.status': 'Transactions avec le statut {status} : {count}, depuis {since}.',
  'count.rate':
    'Transactions avec le statut {status} pendant la dernière heure : {count} sur {total} ({percent} %, limite {limit} %).',
  'count.retries':
    'Transactions qui ont échoué à leur dernière nouvelle tentative automatique : {count}, depuis {since}.',
  'ended.line': 'L’alerte a commencé à {began} et s’est terminée à {ended}.',
  'ended.count': 'Transactions concernées : {count}.',
  'down.subject': '{instance} : le serveur amont {address} est injoignable',
  'down.line': 'Depuis {since}. Canaux : {channels}.',
  'up.subject': '{instance} : le serveur amont {address} est de nouveau joignable',
  'issues.subject': '{instance} : nouveaux incidents : {count}',
  'issues.new': 'Nouveau : {channel}, requêtes : {requests}, depuis {since}.',
  'issues.back': 'Revenu : {channel}, depuis {since}.',
  'issues.more': 'Autres incidents : {count}.',
  'issues.nowhere': 'requêtes sans canal',
  'silent.subject': '{instance} : clients silencieux : {count}',
  'silent.line': '{name} : rien depuis {since}, plus longtemps que d’habitude.',
  'silent.more': 'Autres clients : {count}.',
  'back.subject': '{instance} : clients qui envoient de nouveau : {count}',
  'back.line': '{name} : silencieux depuis {since}.',
  'expiry.subject': '{instance} : « {name} » expire dans {days} jour(s)',
  'expired.subject': '{instance} : « {name} » a expiré',
  'expiry.line': 'Expire le {end} : {what}.',
  'expiry.certificate': 'certificat « {name} »',
  'expiry.credential': 'identifiants du client « {name} »',
  'report.daily': '{instance} : rapport du {day}',
  'report.weekly': '{instance} : rapport de la semaine à partir du {day}',
  'report.none': 'Aucune requête.',
  'report.row':
    '{channel} : {total} requêtes, {average} ms en moyenne ; échouées {failed}, réussies {successful}, terminées {completed}, avec erreurs {errors}, en cours {processing}.',
  'link.subject': '{instance} : définissez votre mot de passe',
  'link.line':
    'Avec ce lien, vous définissez le mot de passe de {email}. Il fonctionne une seule fois, jusqu’au {expiry}.',
  'link.ignore': 'Si vous n’attendiez pas ce message, ignorez-le.',
}

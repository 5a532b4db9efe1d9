import type { noticeReasons } from '@mediary/contract/reasons/contact-groups'
import type { Wording } from '../../catalogue.ts'

export const notices: Wording<typeof noticeReasons> = {
  'notice-not-found': 'Aucun avis n’a l’identifiant {id}',
  'notice-text-deleted': 'Le texte de cet avis a été supprimé à son envoi, car il contenait un lien de mot de passe',
  'notice-is-waiting': 'Cet avis est déjà en cours d’envoi',
  'acknowledgement-not-found': 'Ce lien n’accuse réception de rien. Il est peut-être ancien ou incomplet',
  'acknowledgement-of-others':
    'Seul le destinataire peut accuser réception de cet avis, ou une personne qui peut modifier les listes de contacts',
  'notice-not-on-call': 'Cet avis est envoyé à tous en même temps : il n’y a pas d’accusé de réception à donner',
  'must-be-https':
    'doit commencer par https:// et ne contenir aucun nom d’utilisateur ; http:// n’est accepté que pour cette machine',
  'secret-needed-again': 'est de nouveau nécessaire, car l’adresse ou l’utilisateur a changé',
  'password-needs-tls': 'ne peut pas être envoyé sans TLS',
  'must-be-webhook-secret': 'doit être whsec_ suivi de 24 à 64 octets en base64',
  'must-name-phone-and-text': 'doit contenir {placeholders}',
  'must-be-certificates': 'doit être des certificats au format PEM',
  'must-end-later': 'doit être après le début',
  'window-longer-than-week': 'une fenêtre hebdomadaire dure une semaine au plus',
  'must-be-time-of-day': 'doit être une heure, par exemple 07:30',
  'must-be-time-zone': 'doit être le nom d’un fuseau horaire, par exemple Africa/Nairobi',
  'named-twice': 'ne doit rien nommer deux fois',
}

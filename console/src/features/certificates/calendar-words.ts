import { words } from '../../lib/words.ts'

export const calendarWords = words({
  title: ['Certificate calendar', 'Calendrier des certificats', 'Calendário dos certificados'],
  intro: [
    'Every certificate by the days that are left, and what stops working when it ends.',
    'Tous les certificats par jours restants, et ce qui cesse de fonctionner à leur fin.',
    'Todos os certificados pelos dias que restam, e o que deixa de funcionar quando terminam.',
  ],
  warnings: ['{count} need to be renewed.', 'À renouveler : {count}.', 'A renovar: {count}.'],
  fine: ['None needs to be renewed now.', 'Aucun n’est à renouveler.', 'Nenhum precisa de ser renovado agora.'],
  'days.left': ['{days} days left', 'encore {days} jours', 'faltam {days} dias'],
  'days.today': ['ends today', 'expire aujourd’hui', 'termina hoje'],
  'days.over': ['expired {days} days ago', 'expiré depuis {days} jours', 'expirou há {days} dias'],
  'state.not-yet': ['not valid yet', 'pas encore valable', 'ainda não válido'],
  'state.revoked': ['revoked', 'révoqué', 'revogado'],
  'state.replaced': ['replaced', 'remplacé', 'substituído'],
  'state.unknown': ['end unknown', 'fin inconnue', 'fim desconhecido'],
  'kind.server': ['Server certificate', 'Certificat du serveur', 'Certificado do servidor'],
  'kind.server-chain': ['Chain of the server', 'Chaîne du serveur', 'Cadeia do servidor'],
  'kind.trusted': ['Trusted', 'Reconnu', 'De confiança'],
  'kind.authority': ['Built-in authority', 'Autorité intégrée', 'Autoridade interna'],
  'kind.client': ['Issued to {client}', 'Émis pour {client}', 'Emitido para {client}'],
  'kind.pinned': ['Bound to {client}', 'Lié à {client}', 'Ligado a {client}'],
  'kind.upstream': ['For upstreams', 'Pour les services', 'Para os serviços'],
  'kind.revocation-list': ['Revocation list', 'Liste de révocation', 'Lista de revogação'],
  more: ['Show {count} more', 'Montrer {count} de plus', 'Mostrar mais {count}'],
})

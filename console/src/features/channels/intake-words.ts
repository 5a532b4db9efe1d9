import { words } from '../../lib/words.ts'

export const intakeWords = words({
  title: ['How messages come', 'Arrivée des messages', 'Chegada das mensagens'],
  type: ['Type', 'Type', 'Tipo'],
  http: ['HTTP: clients send requests', 'HTTP : les clients envoient des requêtes', 'HTTP: os clientes enviam pedidos'],
  tcp: [
    'TCP: HL7 v2 in MLLP frames, at a port of its own',
    'TCP : HL7 v2 en trames MLLP, sur un port à lui',
    'TCP: HL7 v2 em tramas MLLP, numa porta própria',
  ],
  tls: [
    'TLS: as TCP, and clients show a certificate',
    'TLS : comme TCP, avec un certificat de client',
    'TLS: como TCP, com um certificado de cliente',
  ],
  polling: [
    'Polling: the gateway asks the upstream, by a schedule',
    'Scrutation : la passerelle interroge le service, selon un horaire',
    'Sondagem: a gateway pergunta ao serviço, por um horário',
  ],
  tcpHost: [
    'Address to listen at (empty: all)',
    'Adresse d’écoute (vide : toutes)',
    'Endereço de escuta (vazio: todos)',
  ],
  tcpPort: ['Port to listen at', 'Port d’écoute', 'Porta de escuta'],
  pollingSchedule: ['Schedule', 'Horaire', 'Horário'],
  'schedule.why': [
    'Cron such as */5 * * * *, in the zone of the server, or an interval such as 10 minutes',
    'Cron comme */5 * * * *, au fuseau du serveur, ou un intervalle comme 10 minutes',
    'Cron como */5 * * * *, no fuso do servidor, ou um intervalo como 10 minutes',
  ],
  poll: ['Poll now', 'Interroger maintenant', 'Perguntar agora'],
  'poll.saved': [
    'Asks as the channel is saved, whatever is typed here.',
    'Interroge selon le canal enregistré, quoi qu’on ait saisi ici.',
    'Pergunta como o canal está guardado, seja o que for que se escreveu aqui.',
  ],
  polled: ['The upstream answered well.', 'Le service a bien répondu.', 'O serviço respondeu bem.'],
})

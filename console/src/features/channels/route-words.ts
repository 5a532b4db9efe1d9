import { words } from '../../lib/words.ts'

export const routeWords = words({
  wait: [
    'Only after the primary route has answered',
    'Seulement après la réponse de la route primaire',
    'Só depois de a rota primária responder',
  ],
  'wait.why': [
    'Otherwise at the same time. The client never waits for it.',
    'Sinon en même temps. Le client ne l’attend jamais.',
    'Caso contrário ao mesmo tempo. O cliente nunca espera por ela.',
  ],
  kind: ['Speaks', 'Parle', 'Fala'],
  http: ['HTTP', 'HTTP', 'HTTP'],
  mllp: ['HL7 v2 over TCP (MLLP)', 'HL7 v2 sur TCP (MLLP)', 'HL7 v2 sobre TCP (MLLP)'],
  kafka: ['Kafka (not served yet)', 'Kafka (pas encore servi)', 'Kafka (ainda não servido)'],
  codes: [
    'Only when that answer was (empty: anything)',
    'Seulement si cette réponse était (vide : toute)',
    'Só se essa resposta foi (vazio: qualquer)',
  ],
  asynchronous: [
    'Asynchronous: a good answer of the upstream is 202 to the client, and its mediator tells the outcome later',
    'Asynchrone : une bonne réponse devient 202 pour le client, et le médiateur annonce le résultat plus tard',
    'Assíncrono: uma boa resposta é 202 para o cliente, e o mediador comunica o resultado mais tarde',
  ],
})

import { words } from '../../lib/words.ts'

export const restartWords = words({
  required: [
    'A server restart is required, so that the changed certificates are applied. No request is dropped.',
    'Un redémarrage du serveur est requis pour appliquer les certificats modifiés. Aucune requête n’est perdue.',
    'É preciso reiniciar o servidor para aplicar os certificados alterados. Nenhum pedido se perde.',
  ],
  now: ['Restart Server Now!', 'Redémarrer maintenant !', 'Reiniciar agora!'],
  later: ['Restart manually later', 'Redémarrer plus tard', 'Reiniciar mais tarde'],
  running: ['Restarting the gateway…', 'Redémarrage de la passerelle…', 'A reiniciar a gateway…'],
  progress: [
    '{replaced} of {of} workers are replaced; the others go on serving.',
    '{replaced} processus sur {of} remplacés ; les autres continuent.',
    '{replaced} de {of} processos substituídos; os outros continuam.',
  ],
  'worker.replaced': ['Worker {number}: replaced', 'Processus {number} : remplacé', 'Processo {number}: substituído'],
  'worker.now': ['Worker {number}: being replaced', 'Processus {number} : en cours', 'Processo {number}: em curso'],
  'worker.waits': ['Worker {number}: serving', 'Processus {number} : en service', 'Processo {number}: em serviço'],
  done: [
    'The gateway has restarted: the change is live.',
    'La passerelle a redémarré : le changement est actif.',
    'A gateway reiniciou: a alteração está ativa.',
  ],
})

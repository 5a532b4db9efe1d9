import type { Translation } from '../../catalogue.ts'

export const logs: Translation<'logs'> = {
  title: 'Registo do servidor',
  intro:
    'As linhas mais recentes deste servidor, as mais novas primeiro. Não contêm corpos de mensagens nem palavras-passe. A saída padrão tem todas as linhas.',
  find: 'Procurar no registo',
  level: 'Nível',
  'from.debug': 'Tudo',
  'from.info': 'Informações e acima',
  'from.warn': 'Avisos e erros',
  'from.error': 'Só erros',
  debug: 'Detalhe',
  info: 'Informação',
  warn: 'Aviso',
  error: 'Erro',
  pause: 'Pausa',
  continue: 'Continuar',
  paused: 'Em pausa: as novas linhas não são mostradas.',
  none: 'Nenhuma linha corresponde. As linhas são guardadas desde o arranque do servidor.',
  time: 'Hora',
  process: 'Processo',
  message: 'Mensagem',
  details: 'Detalhes',
  transaction: 'Transação',
  show: 'Mostrar a transação',
}

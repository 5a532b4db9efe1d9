import type { Translation } from '../../catalogue.ts'

export const nodes: Translation<'nodes'> = {
  title: 'Nós',
  intro:
    'Os nós que partilham esta base de dados. Um nó é um Mediary em execução: vários atendem atrás de um balanceador de carga.',
  this: 'Este nó',
  ready: 'Pronto',
  'not-ready': 'Não está pronto',
  away: 'Ausente',
  'not-ready-because': 'Não está pronto porque',
  version: 'Versão',
  since: 'Em execução desde',
  'last-seen': 'Visto pela última vez',
  configuration: 'Configuração',
  newest: 'número {number}, a mais recente',
  behind: 'número {number} de {newest}: está a atualizar-se',
  certificate: 'Certificado mostrado aos clientes (SHA-256)',
  leases: 'Processos com concessão',
  lease: '{process}, visto pela última vez {time}',
  clock: 'Relógio',
  'clock-ahead': '{milliseconds} ms adiantado em relação à base de dados',
  'clock-behind': '{milliseconds} ms atrasado em relação à base de dados',
  'versions-differ': 'Os nós têm versões diferentes. Termine a atualização em todos.',
  'certificates-differ': 'Os nós mostram certificados diferentes. Reinicie os que ainda mostram o antigo.',
  'settings-differ':
    'Algumas definições dos nós são diferentes: fuso horário, autenticação, TLS ou compatibilidade. Dê as mesmas definições a todos os nós.',
  'clock-wrong':
    'O relógio de um nó está errado em mais de dois segundos, e as horas dos seus registos também. Acerte o relógio por NTP.',
}

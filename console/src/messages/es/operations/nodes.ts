import type { Translation } from '../../catalogue.ts'

export const nodes: Translation<'nodes'> = {
  title: 'Nodos',
  intro:
    'Los nodos que comparten esta base de datos. Un nodo es un Mediary en marcha: varios atienden detrás de un balanceador de carga.',
  this: 'Este nodo',
  ready: 'Listo',
  'not-ready': 'No está listo',
  away: 'Ausente',
  'not-ready-because': 'No está listo porque',
  version: 'Versión',
  since: 'En marcha desde',
  'last-seen': 'Visto por última vez',
  configuration: 'Configuración',
  newest: 'número {number}, la más reciente',
  behind: 'número {number} de {newest}: se está poniendo al día',
  certificate: 'Certificado que ven los clientes (SHA-256)',
  leases: 'Procesos con concesión',
  lease: '{process}, visto por última vez {time}',
  clock: 'Reloj',
  'clock-ahead': '{milliseconds} ms adelantado respecto a la base de datos',
  'clock-behind': '{milliseconds} ms atrasado respecto a la base de datos',
  'versions-differ': 'Los nodos tienen versiones distintas. Termine la actualización en todos.',
  'certificates-differ': 'Los nodos muestran certificados distintos. Reinicie los que aún muestran el antiguo.',
  'settings-differ':
    'Algunos ajustes de los nodos son distintos: zona horaria, autenticación, TLS o compatibilidad. Dé los mismos ajustes a todos los nodos.',
  'clock-wrong':
    'El reloj de un nodo se desvía más de dos segundos, y también las horas de sus registros. Ajuste el reloj con NTP.',
}

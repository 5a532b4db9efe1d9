import type { Translation } from '../../catalogue.ts'

export const usage: Translation<'usage'> = {
  role: 'Rol {role}',
  change: 'Cambiar el rol',
  'channels.used':
    'Abre {count} {count:canal|canales}, de los cuales {used} {used:se usó|se usaron} en los últimos {days} días.',
  'clients.used': '{count} {count:cliente lo tiene|clientes lo tienen}, de los cuales {used} lo {used:usó|usaron}.',
  'channel.used':
    '{count} {count:cliente puede|clientes pueden} usarlo, de los cuales {used} lo {used:hizo|hicieron} en los últimos {days} días.',
  since: 'Contado desde el {day}.',
  channels: 'Canales que abre',
  'channels.none': 'No abre ningún canal.',
  clients: 'Clientes que lo tienen',
  'clients.none': 'Ningún cliente lo tiene.',
  use: 'Uso por estos clientes',
  channel: 'Canal',
  client: 'Cliente',
  requests: 'Solicitudes',
  'last-used': 'Último uso',
  unused: 'sin uso',
  others: 'No se muestran: {count} más.',
}

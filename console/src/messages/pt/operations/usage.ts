import type { Translation } from '../../catalogue.ts'

export const usage: Translation<'usage'> = {
  role: 'Perfil {role}',
  change: 'Alterar o perfil',
  'channels.used':
    'Abre {count} {count:canal|canais}, dos quais {used} {used:foi usado|foram usados} nos últimos {days} dias.',
  'clients.used': '{count} {count:cliente tem-no|clientes têm-no}, dos quais {used} o {used:usou|usaram}.',
  'channel.used':
    '{count} {count:cliente pode|clientes podem} usá-lo, dos quais {used} o {used:fez|fizeram} nos últimos {days} dias.',
  since: 'Contado desde {day}.',
  channels: 'Canais que abre',
  'channels.none': 'Não abre nenhum canal.',
  clients: 'Clientes que o têm',
  'clients.none': 'Nenhum cliente o tem.',
  use: 'Uso por estes clientes',
  channel: 'Canal',
  client: 'Cliente',
  requests: 'Pedidos',
  'last-used': 'Último uso',
  unused: 'não usado',
  others: 'Não mostrados: mais {count}.',
}

import type { Translation } from '../../catalogue.ts'

export const channelReach: Translation<'channelReach'> = {
  title: 'Quién puede alcanzar este canal',
  intro: 'Tal como está guardado, entre los clientes que usted ve.',
  through: 'Mediante',
  clients: 'Clientes',
  everybody: 'Todos: el canal es público.',
  nobody: 'Nadie: el canal no permite ningún rol ni cliente.',
  role: 'rol {role}',
  client: 'el propio cliente',
  none: 'ningún cliente lo tiene',
  count: '{count} {count:cliente|clientes}',
}

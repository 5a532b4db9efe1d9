import type { Translation } from '../../catalogue.ts'

export const channelReach: Translation<'channelReach'> = {
  title: 'Quem pode alcançar este canal',
  intro: 'Tal como está guardado, entre os clientes que pode ver.',
  through: 'Através de',
  clients: 'Clientes',
  everybody: 'Todos: o canal é público.',
  nobody: 'Ninguém: o canal não permite nenhum perfil nem cliente.',
  role: 'perfil {role}',
  client: 'o próprio cliente',
  none: 'nenhum cliente o tem',
  count: '{count} {count:cliente|clientes}',
}

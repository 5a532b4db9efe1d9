export const channelReach = {
  title: 'Who can reach this channel',
  intro: 'As it is stored, among the clients that you can see.',
  through: 'Through',
  clients: 'Clients',
  everybody: 'Everybody can: the channel is public.',
  nobody: 'Nobody can: the channel allows no role and no client.',
  role: 'role {role}',
  client: 'the client itself',
  none: 'no client has it',
  count: '{count} {count:client|clients}',
} as const

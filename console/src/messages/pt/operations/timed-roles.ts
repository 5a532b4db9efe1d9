import type { Translation } from '../../catalogue.ts'

export const timedRoles: Translation<'timedRoles'> = {
  title: 'Perfis',
  lasting: 'Sem fim: {roles}',
  timed: 'Perfis por um tempo',
  role: 'Perfil',
  state: 'Estado',
  early: 'ainda não',
  active: 'ativo',
  ended: 'terminado',
  from: 'Desde',
  'from.help': 'Vazio: vale de imediato.',
  'from.ever': 'de imediato',
  until: 'Até',
  'until.help': 'Vazio: não tem fim.',
  'until.ever': 'sem fim',
  actions: 'Ações',
  remove: 'Retirar o perfil {role}',
  give: 'Dar um perfil por um tempo',
  'give.act': 'Dar o perfil',
  help: 'Para uma substituição, uma auditoria ou um ensaio. O perfil vale desde o primeiro momento e termina sozinho. Um perfil que o cliente já tem recebe este tempo.',
}

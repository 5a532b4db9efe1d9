import type { Translation } from '../../catalogue.ts'

export const timedRoles: Translation<'timedRoles'> = {
  title: 'Roles',
  lasting: 'Sin fin: {roles}',
  timed: 'Roles por un tiempo',
  role: 'Rol',
  state: 'Estado',
  early: 'todavía no',
  active: 'activo',
  ended: 'terminado',
  from: 'Desde',
  'from.help': 'Vacío: vale enseguida.',
  'from.ever': 'enseguida',
  until: 'Hasta',
  'until.help': 'Vacío: no tiene fin.',
  'until.ever': 'sin fin',
  actions: 'Acciones',
  remove: 'Quitar el rol {role}',
  give: 'Dar un rol por un tiempo',
  'give.act': 'Dar el rol',
  help: 'Para una suplencia, una auditoría o una prueba. El rol vale desde el primer momento y termina por sí mismo. Un rol que el cliente ya tiene recibe este tiempo.',
}

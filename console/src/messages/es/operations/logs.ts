import type { Translation } from '../../catalogue.ts'

export const logs: Translation<'logs'> = {
  title: 'Registro del servidor',
  intro:
    'Las líneas más recientes de este servidor, las más nuevas primero. No contienen cuerpos de mensajes ni contraseñas. La salida estándar tiene todas las líneas.',
  find: 'Buscar en el registro',
  level: 'Nivel',
  'from.debug': 'Todo',
  'from.info': 'Información y superior',
  'from.warn': 'Avisos y errores',
  'from.error': 'Solo errores',
  debug: 'Detalle',
  info: 'Información',
  warn: 'Aviso',
  error: 'Error',
  pause: 'Pausa',
  continue: 'Continuar',
  paused: 'En pausa: no se muestran las líneas nuevas.',
  none: 'Ninguna línea coincide. Las líneas se guardan desde que arrancó el servidor.',
  time: 'Hora',
  process: 'Proceso',
  message: 'Mensaje',
  details: 'Detalles',
  transaction: 'Transacción',
  show: 'Mostrar la transacción',
}

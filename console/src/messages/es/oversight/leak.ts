import type { Translation } from '../../catalogue.ts'

export const leak: Translation<'leak'> = {
  title: 'Se ha filtrado un token o una contraseña',
  intro:
    'Pegue el secreto, o un texto que lo contenga: un registro, una conversación, un archivo. Vea de quién es y qué alcanzó, y termínelo con una pulsación.',
  back: 'Todos los clientes',
  text: 'Texto con el secreto',
  'text.help':
    'Se compara y se olvida: no se guarda ni se registra. Una contraseña se encuentra si el texto nombra a su cliente.',
  search: 'Buscar de quién es',
  forgotten: 'El texto se ha olvidado. Péguelo otra vez para buscar de nuevo.',
  none: 'El texto no contiene ningún secreto de esta instalación.',
  nobody:
    'Secretos de nuestro patrón que no son de ningún cliente que usted pueda gestionar: {count}. Avise a un administrador.',
  'not-allowed': 'Hace falta el permiso de gestionar clientes.',
  of: 'Secreto de {client}',
  made: 'Creado el {time}.',
  used: 'Último uso {time} desde {address}.',
  unused: 'Nunca se usó.',
  reached: 'Solicitudes en los últimos {days} días: {count}.',
  transactions: 'Transacciones del cliente',
  end: 'Revocarlo y crear un sucesor',
  'end.help': 'La próxima solicitud con él se rechaza. El cliente necesita el sucesor de inmediato.',
  ended: 'terminado',
  'ended.why': 'El secreto filtrado ha terminado: la pasarela lo rechaza desde ahora.',
  successor: 'Copie el sucesor ahora: no se volverá a mostrar.',
  'no-successor': 'No hay sucesor, pero el secreto filtrado está revocado',
  'no-code': 'No hay código de inscripción',
}

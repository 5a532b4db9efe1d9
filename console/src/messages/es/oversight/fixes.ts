import type { Translation } from '../../catalogue.ts'

export const fixes: Translation<'fixes'> = {
  'enable-channel': 'Habilitar el canal {channel}',
  'allow.others': 'Quien gestiona todos los canales puede permitirlo.',
  'allow-method': 'Hacer que {channel} acepte {value}',
  'allow-address': 'Permitir que la dirección {value} use {channel}',
  'allow-origin': 'Permitir que las páginas de {value} llamen a {channel}',
  'enable-mechanism': 'Habilitar {name}',
  'enable-client': 'Habilitar el cliente',
  credentials: 'Darle una credencial nueva',
  'add-client': 'Añadir un cliente para {name}',
  'add-issuer': 'Añadir el emisor {name}',
  'add-channel': 'Crear un canal para {name}',
  enrol: 'Crear un código de inscripción',
  limits: 'Cambiar sus límites',
  done: 'Hecho: {label}',
  undo: 'Deshacer',
}

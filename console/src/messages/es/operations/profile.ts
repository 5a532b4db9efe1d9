import type { Translation } from '../../catalogue.ts'

export const profile: Translation<'profile'> = {
  title: 'Perfil',
  viewing: 'Este es el perfil de otro usuario. Termine la vista para ver el suyo.',
  name: 'Nombre',
  firstname: 'Nombre de pila',
  surname: 'Apellido',
  'name.save': 'Guardar el nombre',
  'name.saved': 'El nombre está guardado.',
  reading: 'Idioma y horas',
  'reading.intro':
    'El servidor guarda estas opciones para usted, en cada navegador. Los colores se guardan en este navegador.',
  rows: 'Filas de las listas largas',
  'rows.dense': 'bajas',
  'rows.comfortable': 'altas',
  password: 'Contraseña',
  'password.current': 'Contraseña actual',
  'password.new': 'Contraseña nueva',
  'password.save': 'Cambiar la contraseña',
  'password.saved': 'La contraseña se cambió. Todas sus otras sesiones han terminado.',
  sessions: 'Dónde ha iniciado sesión',
  'sessions.intro': 'Termine una sesión que no reconozca y cambie su contraseña.',
  'sessions.current': 'esta sesión',
  'sessions.unknown': 'Programa desconocido',
  'sessions.since': 'Desde {time}, de {address}',
  'sessions.used': 'Último uso: {time}',
  'sessions.end': 'Terminar',
  'sessions.end-one': 'Terminar la sesión de {name}',
  'sessions.end-others': 'Terminar todas las otras sesiones',
}

export const viewAs: Translation<'viewAs'> = {
  banner: 'Usted ve la consola como {name}. No se puede cambiar nada.',
  end: 'Terminar',
  start: 'Ver la consola como {name}',
}

export const secondFactor: Translation<'secondFactor'> = {
  title: 'Autenticación en dos pasos',
  intro:
    'El inicio de sesión pide también un código de una aplicación de su teléfono. Así una contraseña robada no basta.',
  off: 'desactivada',
  'switch-on': 'Activar',
  'switch-off': 'Desactivar',
  since: 'Activada desde {time}.',
  left: '{count:Queda|Quedan} {count} {count:código|códigos} de recuperación.',
  renew: 'Crear nuevos códigos de recuperación',
  begin: 'Escriba primero su contraseña.',
  password: 'Contraseña',
  next: 'Siguiente',
  scan: 'Escanee este código con una aplicación de autenticación de su teléfono.',
  qr: 'Código QR para la aplicación de autenticación',
  'type-secret': 'O escriba esta clave en la aplicación:',
  code: 'Código',
  'code.help': 'Seis cifras de la aplicación, o un código de recuperación.',
  recovery: 'Guarde estos códigos de recuperación en un lugar seguro. Solo se muestran ahora.',
  'recovery.codes': 'Códigos de recuperación',
  'recovery.use': 'Cada uno sirve una vez, cuando no tenga su teléfono.',
  'recovery.kept': 'Los he guardado',
  lost: 'Quitar el segundo factor perdido',
}

import type { Translation } from '../catalogue.ts'

export const about: Translation<'about'> = {
  title: 'Acerca de',
  what: 'Mediary es un mediador de información de salud: una pasarela entre los sistemas cliente y los servicios de intercambio de información de salud.',
  version: 'Versión',
  zone: 'Zona horaria del servidor',
  time: 'Hora del servidor',
  since: 'En marcha desde',
  gateway: 'Los clientes envían a',
  documentation: 'La API, descrita',
  speaks: 'Habla la API de',
  licence: 'Licencia',
}

export const settings: Translation<'settings'> = {
  title: 'Configuración',
  mechanisms: 'Autenticación de los clientes',
  intro: 'Cómo prueban los clientes quiénes son. Un cambio vale desde la próxima solicitud.',
  decides: 'Qué decide',
  here: 'Este interruptor',
  pinned: 'Fijado por {by}',
  'needs-key': 'Necesita antes un emisor de tokens',
  mechanism: 'Mecanismo',
  state: 'Estado',
  enabled: 'Habilitado',
  disabled: 'Deshabilitado',
  'mutual-tls-auth': 'TLS mutuo',
  'basic-auth': 'Basic Auth',
  'custom-token-auth': 'Token personalizado',
  'jwt-auth': 'JSON Web Token (JWT)',
}

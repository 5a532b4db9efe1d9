import type { noticeReasons } from '@mediary/contract/reasons/contact-groups'
import type { Wording } from '../../catalogue.ts'

export const notices: Wording<typeof noticeReasons> = {
  'notice-not-found': 'Ningún aviso tiene el identificador {id}',
  'notice-text-deleted': 'El texto de este aviso se eliminó al enviarlo, porque contenía un enlace de contraseña',
  'notice-is-waiting': 'Este aviso ya se está enviando',
  'acknowledgement-not-found': 'No hay nada que confirmar con este enlace. Puede ser antiguo o estar incompleto',
  'acknowledgement-of-others':
    'Solo el destinatario puede confirmar este aviso, o alguien que pueda cambiar listas de contactos',
  'notice-not-on-call': 'Este aviso se envía a todos a la vez: no hay nada que confirmar',
  'must-be-https':
    'debe comenzar por https:// y no contener nombre de usuario; http:// solo se acepta para esta máquina',
  'secret-needed-again': 'se necesita de nuevo, porque la dirección o el usuario ha cambiado',
  'password-needs-tls': 'no se puede enviar sin TLS',
  'must-be-webhook-secret': 'debe ser whsec_ seguido de 24 a 64 bytes en base64',
  'must-name-phone-and-text': 'debe contener {placeholders}',
  'must-be-certificates': 'debe ser certificados en formato PEM',
  'must-end-later': 'debe ser posterior al comienzo',
  'window-longer-than-week': 'una ventana semanal dura una semana como máximo',
  'must-be-time-of-day': 'debe ser una hora del día, como 07:30',
  'must-be-time-zone': 'debe ser el nombre de una zona horaria, como Africa/Nairobi',
  'named-twice': 'no debe nombrar nada dos veces',
}

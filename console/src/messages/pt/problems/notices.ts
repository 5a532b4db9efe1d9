import type { noticeReasons } from '@mediary/contract/reasons/contact-groups'
import type { Wording } from '../../catalogue.ts'

export const notices: Wording<typeof noticeReasons> = {
  'notice-not-found': 'Nenhum aviso tem o identificador {id}',
  'notice-text-deleted':
    'O texto deste aviso foi eliminado ao ser enviado, porque continha uma ligação de palavra-passe',
  'notice-is-waiting': 'Este aviso já está a ser enviado',
  'acknowledgement-not-found': 'Não há nada para confirmar com este link. Pode ser antigo ou não estar completo',
  'acknowledgement-of-others':
    'Só o destinatário pode confirmar este aviso, ou alguém que possa alterar listas de contactos',
  'notice-not-on-call': 'Este aviso é enviado a todos ao mesmo tempo: não há nada para confirmar',
  'must-be-https': 'deve começar por https:// e não conter nome de utilizador; http:// só é aceite para esta máquina',
  'secret-needed-again': 'é necessário de novo, porque o endereço ou o utilizador mudou',
  'password-needs-tls': 'não pode ser enviado sem TLS',
  'must-be-webhook-secret': 'deve ser whsec_ seguido de 24 a 64 bytes em base64',
  'must-name-phone-and-text': 'deve conter {placeholders}',
  'must-be-certificates': 'deve ser certificados no formato PEM',
  'must-end-later': 'deve ser posterior ao início',
  'window-longer-than-week': 'uma janela semanal dura uma semana no máximo',
  'must-be-time-of-day': 'deve ser uma hora do dia, como 07:30',
  'must-be-time-zone': 'deve ser o nome de um fuso horário, como Africa/Nairobi',
  'named-twice': 'não deve nomear nada duas vezes',
}

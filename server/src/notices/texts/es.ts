import type { NoticeTexts } from './en.ts'

export const es: NoticeTexts = {
  'test.subject': '{instance}: prueba',
  'test.line': 'Esto es una prueba. Los avisos de {instance} le llegan.',
  'began.subject': '{instance}: alerta para el canal «{channel}»',
  'continues.subject': '{instance}: la alerta para el canal «{channel}» continúa',
  'ended.subject': '{instance}: la alerta para el canal «{channel}» ha terminado',
  'count.status': 'Transacciones con el estado {status}: {count}, desde {since}.',
  'count.rate':
    'Transacciones con el estado {status} en la última hora: {count} de {total} ({percent} %, límite {limit} %).',
  'count.retries': 'Transacciones que fallaron en su último reintento automático: {count}, desde {since}.',
  'ended.line': 'La alerta comenzó el {began} y terminó el {ended}.',
  'ended.count': 'Transacciones afectadas: {count}.',
  'down.subject': '{instance}: no se puede llegar al servidor de destino {address}',
  'down.line': 'Desde {since}. Canales: {channels}.',
  'up.subject': '{instance}: se llega de nuevo al servidor de destino {address}',
  'expiry.subject': '{instance}: «{name}» caduca en {days} día(s)',
  'expired.subject': '{instance}: «{name}» ha caducado',
  'expiry.line': 'Caduca el {end}: {what}.',
  'expiry.certificate': 'certificado «{name}»',
  'expiry.credential': 'credencial del cliente «{name}»',
  'report.daily': '{instance}: informe del {day}',
  'report.weekly': '{instance}: informe de la semana desde el {day}',
  'report.none': 'Ninguna petición.',
  'report.row':
    '{channel}: {total} peticiones, {average} ms de media; fallidas {failed}, correctas {successful}, completadas {completed}, con errores {errors}, en curso {processing}.',
  'link.subject': '{instance}: establezca su contraseña',
  'link.line': 'Con este enlace establece la contraseña de {email}. Funciona una sola vez, hasta el {expiry}.',
  'link.ignore': 'Si no esperaba este mensaje, ignórelo.',
}

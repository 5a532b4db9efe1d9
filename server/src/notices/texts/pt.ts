import type { NoticeTexts } from './en.ts'

export const pt: NoticeTexts = {
  'test.subject': '{instance}: teste',
  'test.line': 'Isto é um teste. Os avisos de {instance} chegam até si.',
  'began.subject': '{instance}: alerta para o canal "{channel}"',
  'continues.subject': '{instance}: o alerta para o canal "{channel}" continua',
  'ended.subject': '{instance}: o alerta para o canal "{channel}" terminou',
  'count.status': 'Transações com o estado {status}: {count}, desde {since}.',
  'count.rate': 'Transações com o estado {status} na última hora: {count} de {total} ({percent} %, limite {limit} %).',
  'count.retries': 'Transações que falharam na última nova tentativa automática: {count}, desde {since}.',
  'ended.line': 'O alerta começou em {began} e terminou em {ended}.',
  'ended.count': 'Transações em causa: {count}.',
  'expiry.subject': '{instance}: "{name}" expira em {days} dia(s)',
  'expired.subject': '{instance}: "{name}" expirou',
  'expiry.line': 'Expira em {end}: {what}.',
  'expiry.certificate': 'certificado "{name}"',
  'expiry.credential': 'credencial do cliente "{name}"',
  'report.daily': '{instance}: relatório de {day}',
  'report.weekly': '{instance}: relatório da semana desde {day}',
  'report.none': 'Nenhum pedido.',
  'report.row':
    '{channel}: {total} pedidos, {average} ms em média; falhados {failed}, bem-sucedidos {successful}, concluídos {completed}, com erros {errors}, em curso {processing}.',
  'link.subject': '{instance}: defina a sua palavra-passe',
  'link.line': 'Com esta ligação define a palavra-passe de {email}. Funciona uma só vez, até {expiry}.',
  'link.ignore': 'Se não esperava esta mensagem, ignore-a.',
}

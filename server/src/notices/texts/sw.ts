import type { NoticeTexts } from './en.ts'

export const sw: NoticeTexts = {
  'test.subject': '{instance}: jaribio',
  'test.line': 'Hili ni jaribio. Taarifa za {instance} zinakufikia.',
  'began.subject': '{instance}: tahadhari ya kituo "{channel}"',
  'continues.subject': '{instance}: tahadhari ya kituo "{channel}" inaendelea',
  'ended.subject': '{instance}: tahadhari ya kituo "{channel}" imeisha',
  'count.status': 'Miamala yenye hali {status}: {count}, tangu {since}.',
  'count.rate':
    'Miamala yenye hali {status} katika saa iliyopita: {count} kati ya {total} ({percent} %, kikomo {limit} %).',
  'count.retries': 'Miamala iliyoshindwa katika jaribio la mwisho la kiotomatiki: {count}, tangu {since}.',
  'ended.line': 'Tahadhari ilianza {began} na kuisha {ended}.',
  'ended.count': 'Miamala iliyohusika: {count}.',
  'down.subject': '{instance}: seva ya nyuma {address} haifikiki',
  'down.line': 'Tangu {since}. Vituo: {channels}.',
  'up.subject': '{instance}: seva ya nyuma {address} inafikika tena',
  'expiry.subject': '{instance}: "{name}" itaisha muda baada ya siku {days}',
  'expired.subject': '{instance}: "{name}" imeisha muda',
  'expiry.line': 'Inaisha muda {end}: {what}.',
  'expiry.certificate': 'cheti "{name}"',
  'expiry.credential': 'kitambulisho cha mteja "{name}"',
  'report.daily': '{instance}: ripoti ya {day}',
  'report.weekly': '{instance}: ripoti ya wiki kuanzia {day}',
  'report.none': 'Hakuna maombi.',
  'report.row':
    '{channel}: maombi {total}, wastani wa ms {average}; yaliyoshindwa {failed}, yaliyofaulu {successful}, yaliyokamilika {completed}, yenye makosa {errors}, yanayoendelea {processing}.',
  'link.subject': '{instance}: weka nenosiri lako',
  'link.line': 'Kwa kiungo hiki unaweka nenosiri la {email}. Kinafanya kazi mara moja, hadi {expiry}.',
  'link.ignore': 'Ikiwa hukutarajia barua hii, ipuuze.',
}

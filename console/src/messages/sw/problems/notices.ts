import type { noticeReasons } from '@mediary/contract/reasons/contact-groups'
import type { Wording } from '../../catalogue.ts'

export const notices: Wording<typeof noticeReasons> = {
  'notice-not-found': 'Hakuna taarifa yenye kitambulisho {id}',
  'notice-text-deleted': 'Maandishi ya taarifa hii yalifutwa ilipotumwa, kwa sababu yalikuwa na kiungo cha nenosiri',
  'notice-is-waiting': 'Taarifa hii tayari inatumwa',
  'acknowledgement-not-found': 'Hakuna cha kuthibitisha kwa kiungo hiki. Huenda ni cha zamani au hakijakamilika',
  'acknowledgement-of-others':
    'Ni mpokeaji tu anayeweza kuthibitisha taarifa hii, au mtu anayeruhusiwa kubadilisha orodha za mawasiliano',
  'notice-not-on-call': 'Taarifa hii hutumwa kwa wote kwa wakati mmoja: hakuna cha kuthibitisha',
  'must-be-https': 'lazima ianze na https:// na isiwe na jina la mtumiaji; http:// inakubaliwa kwa mashine hii pekee',
  'secret-needed-again': 'inahitajika tena, kwa sababu anwani au mtumiaji amebadilika',
  'password-needs-tls': 'haiwezi kutumwa bila TLS',
  'must-be-webhook-secret': 'lazima iwe whsec_ ikifuatiwa na baiti 24 hadi 64 kwa base64',
  'must-name-phone-and-text': 'lazima iwe na {placeholders}',
  'must-be-certificates': 'lazima iwe vyeti katika muundo wa PEM',
  'must-end-later': 'lazima iwe baada ya mwanzo',
  'window-longer-than-week': 'dirisha la kila wiki hudumu wiki moja tu',
  'must-be-time-of-day': 'lazima iwe saa ya siku, kama 07:30',
  'must-be-time-zone': 'lazima iwe jina la ukanda wa saa, kama Africa/Nairobi',
  'named-twice': 'lazima isitaje kitu mara mbili',
}

import type { Translation } from '../../catalogue.ts'

export const nodes: Translation<'nodes'> = {
  title: 'Nodi',
  intro:
    'Nodi zinazotumia hifadhidata hii kwa pamoja. Nodi ni Mediary moja inayofanya kazi: kadhaa huhudumia nyuma ya kisawazisha mzigo.',
  this: 'Nodi hii',
  ready: 'Tayari',
  'not-ready': 'Haiko tayari',
  away: 'Haipo',
  'not-ready-because': 'Haiko tayari kwa sababu',
  version: 'Toleo',
  since: 'Inafanya kazi tangu',
  'last-seen': 'Ilionekana mara ya mwisho',
  configuration: 'Usanidi',
  newest: 'nambari {number}, mpya kabisa',
  behind: 'nambari {number} kati ya {newest}: inajisasisha',
  certificate: 'Cheti kinachoonyeshwa kwa wateja (SHA-256)',
  leases: 'Michakato yenye muda wa kushikilia',
  lease: '{process}, ulionekana mara ya mwisho {time}',
  clock: 'Saa',
  'clock-ahead': 'iko mbele ya hifadhidata kwa ms {milliseconds}',
  'clock-behind': 'iko nyuma ya hifadhidata kwa ms {milliseconds}',
  'versions-differ': 'Nodi zina matoleo tofauti. Maliza kusasisha zote.',
  'certificates-differ': 'Nodi zinaonyesha vyeti tofauti. Anzisha upya zile ambazo bado zinaonyesha cha zamani.',
  'settings-differ':
    'Baadhi ya mipangilio ya nodi ni tofauti: ukanda wa saa, uthibitishaji, TLS au upatanifu. Zipe nodi zote mipangilio sawa.',
  'clock-wrong':
    'Saa ya nodi imekosea kwa zaidi ya sekunde mbili, na nyakati katika kumbukumbu zake pia. Weka saa kwa NTP.',
}

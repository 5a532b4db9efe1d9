import type { Translation } from '../../catalogue.ts'

export const fixes: Translation<'fixes'> = {
  'enable-channel': 'Washa chaneli {channel}',
  'allow.others': 'Anayesimamia chaneli zote anaweza kuruhusu.',
  'allow-method': 'Ruhusu {channel} ipokee {value}',
  'allow-address': 'Ruhusu anwani {value} itumie {channel}',
  'allow-origin': 'Ruhusu kurasa za {value} ziite {channel}',
  'enable-mechanism': 'Washa {name}',
  'enable-client': 'Washa mteja',
  credentials: 'Mpe kitambulisho kipya',
  'add-client': 'Ongeza mteja wa {name}',
  'add-issuer': 'Ongeza mtoaji {name}',
  'add-channel': 'Tengeneza chaneli ya {name}',
  enrol: 'Tengeneza msimbo wa kujiandikisha',
  limits: 'Badilisha mipaka yake',
  done: 'Imefanyika: {label}',
  undo: 'Tengua',
}

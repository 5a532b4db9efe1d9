import type { bodyReasons } from '@mediary/contract/reasons/transactions'
import type { Wording } from '../../catalogue.ts'

export const bodies: Wording<typeof bodyReasons> = {
  'body-not-stored': 'Aucun corps n’est conservé pour {name}',
  'body-damaged': 'Le corps conservé pour {name} est endommagé sur le disque et ne peut pas être affiché',
  'body-damaged-in-bucket':
    'Le corps de {name} manque ou est endommagé dans le compartiment et ne peut pas être affiché',
  'bucket-unavailable':
    'Le corps de {name} se trouve dans le compartiment des anciens corps, qui ne répond pas : réessayez plus tard',
  'bucket-not-configured':
    'Le corps de {name} se trouve dans un compartiment des anciens corps, et ce nœud n’en a aucun de configuré',
  'rerun-headers-damaged': 'Ses en-têtes conservés sont endommagés : elle ne peut pas être renvoyée',
  'rerun-body-damaged': 'Son corps conservé est endommagé : elle ne peut pas être renvoyée',
  'body-needs-reason': 'le canal exige une raison pour voir un corps',
}

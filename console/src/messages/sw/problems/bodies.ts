import type { bodyReasons } from '@mediary/contract/reasons/transactions'
import type { Wording } from '../../catalogue.ts'

export const bodies: Wording<typeof bodyReasons> = {
  'body-not-stored': 'Hakuna mwili uliohifadhiwa wa {name}',
  'body-damaged': 'Mwili uliohifadhiwa wa {name} umeharibika kwenye diski, kwa hivyo hauwezi kuonyeshwa',
  'body-damaged-in-bucket': 'Mwili wa {name} haupo au umeharibika kwenye hifadhi, kwa hivyo hauwezi kuonyeshwa',
  'bucket-unavailable': 'Mwili wa {name} uko kwenye hifadhi ya miili ya zamani, ambayo haijibu: jaribu tena baadaye',
  'bucket-not-configured':
    'Mwili wa {name} uko kwenye hifadhi ya miili ya zamani, na nodi hii haina hifadhi iliyosanidiwa',
  'rerun-headers-damaged': 'Vichwa vyake vilivyohifadhiwa vimeharibika, kwa hivyo hauwezi kutumwa tena',
  'rerun-body-damaged': 'Mwili wake uliohifadhiwa umeharibika, kwa hivyo hauwezi kutumwa tena',
  'body-needs-reason': 'chaneli inataka sababu ya kuona mwili',
}

import type { bodyReasons } from '@mediary/contract/reasons/transactions'
import type { Wording } from '../../catalogue.ts'

export const bodies: Wording<typeof bodyReasons> = {
  'body-not-stored': 'Não há corpo guardado de {name}',
  'body-damaged': 'O corpo guardado de {name} está danificado no disco e não pode ser mostrado',
  'body-damaged-in-bucket': 'O corpo de {name} falta ou está danificado no bucket e não pode ser mostrado',
  'bucket-unavailable': 'O corpo de {name} está no bucket de corpos antigos, que não responde: tente mais tarde',
  'bucket-not-configured':
    'O corpo de {name} está num bucket de corpos antigos, e este nó não tem nenhum bucket configurado',
  'rerun-headers-damaged': 'Os seus cabeçalhos guardados estão danificados e não pode ser reenviada',
  'rerun-body-damaged': 'O seu corpo guardado está danificado e não pode ser reenviada',
  'body-needs-reason': 'o canal exige uma razão para ver um corpo',
}

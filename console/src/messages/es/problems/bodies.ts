import type { bodyReasons } from '@mediary/contract/reasons/transactions'
import type { Wording } from '../../catalogue.ts'

export const bodies: Wording<typeof bodyReasons> = {
  'body-not-stored': 'No hay cuerpo guardado de {name}',
  'body-damaged': 'El cuerpo guardado de {name} está dañado en el disco y no se puede mostrar',
  'body-damaged-in-bucket': 'El cuerpo de {name} falta o está dañado en el depósito y no se puede mostrar',
  'bucket-unavailable':
    'El cuerpo de {name} está en el depósito de cuerpos antiguos, que no responde: inténtelo más tarde',
  'bucket-not-configured':
    'El cuerpo de {name} está en un depósito de cuerpos antiguos, y este nodo no tiene ningún depósito configurado',
  'rerun-headers-damaged': 'Sus encabezados guardados están dañados y no se puede reenviar',
  'rerun-body-damaged': 'Su cuerpo guardado está dañado y no se puede reenviar',
  'body-needs-reason': 'el canal exige un motivo para ver un cuerpo',
}

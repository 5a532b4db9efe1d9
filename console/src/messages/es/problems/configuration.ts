import type { configurationReasons } from '@mediary/contract/reasons/metadata'
import type { Wording } from '../../catalogue.ts'

export const configuration: Wording<typeof configurationReasons> = {
  'configuration-moved': 'La configuración ha cambiado desde que se hizo el plan: haga un plan nuevo y revíselo',
  'configuration-twice': 'Dos documentos de {kind} tratan de «{name}»: elimine uno de ellos',
  'configuration-refused': '{kind} «{name}»: {reason}',
  'configuration-name-taken': 'Otro objeto de {kind} tiene el nombre de «{name}», o el mismo secreto',
  'plan-does-not-fit': 'El plan no encaja para «{name}» de {kind}: haga un plan nuevo',
  'secret-without-value':
    'La referencia {reference} no tiene valor, y no hay nada guardado que pueda sustituirla: defínala al hacer el plan y al aplicarlo',
  'secret-in-plain':
    'Aquí hay un secreto en texto claro: escriba en su lugar una referencia a una variable o a un archivo',
  'not-a-verifier': 'Esto no es un verificador ni una referencia a una variable o a un archivo',
  'verifier-of-another-key':
    'El verificador de este token se hizo con otra clave de instalación: use esa clave (MEDIARY_INSTALLATION_KEY), o escriba una referencia al token',
}

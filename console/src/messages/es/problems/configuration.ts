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
  'configuration-other-shape': 'el texto debe tener format 1 y documents, como la respuesta de GET /configuration',
  'yaml-too-large': 'el archivo supera {size} MiB',
  'yaml-too-deep': 'el documento está demasiado anidado',
  'yaml-one-document': 'un archivo contiene un solo documento',
  'yaml-not-read': 'el archivo no es YAML que se lea aquí ({detail})',
  'yaml-references': 'aquí no se leen anclas (&nombre), alias (*nombre), etiquetas (!nombre) ni claves de fusión (<<)',
  'yaml-keys': 'las claves de un documento son textos, y ninguna es __proto__',
  'yaml-fields': 'el documento no es una lista de campos con sus valores',
  'folder-without-index': 'la carpeta no tiene configuration.yaml: no la hizo mediary export',
  'folder-other-index': 'debe decir format: 1, y nombrar en covers algunos de {kinds}',
  'folder-unknown-kind': 'ningún tipo de objeto tiene el nombre de su carpeta',
  'folder-other-file': 'los archivos de objetos terminan en .yaml',
  'folder-not-covered': 'configuration.yaml no nombra su tipo en covers',
  'folder-too-large': 'la carpeta tiene más de {files} archivos o {size} MiB',
  'secret-in-plain':
    'Aquí hay un secreto en texto claro: escriba en su lugar una referencia a una variable o a un archivo',
  'not-a-verifier': 'Esto no es un verificador ni una referencia a una variable o a un archivo',
  'verifier-of-another-key':
    'El verificador de este token se hizo con otra clave de instalación: use esa clave (MEDIARY_INSTALLATION_KEY), o escriba una referencia al token',
}

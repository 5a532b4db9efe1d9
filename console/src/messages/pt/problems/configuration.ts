import type { configurationReasons } from '@mediary/contract/reasons/metadata'
import type { Wording } from '../../catalogue.ts'

export const configuration: Wording<typeof configurationReasons> = {
  'configuration-moved': 'A configuração mudou desde que o plano foi feito: faça um novo plano e reveja-o',
  'configuration-twice': 'Dois documentos de {kind} tratam de "{name}": remova um deles',
  'configuration-refused': '{kind} "{name}": {reason}',
  'configuration-name-taken': 'Outro objeto de {kind} tem o nome de "{name}", ou o mesmo segredo',
  'plan-does-not-fit': 'O plano não serve para "{name}" de {kind}: faça um novo plano',
  'secret-without-value':
    'A referência {reference} não tem valor, e nada guardado pode substituí-la: defina-a ao fazer o plano e ao aplicá-lo',
  'configuration-other-shape': 'o texto deve ter format 1 e documents, como a resposta de GET /configuration',
  'yaml-too-large': 'o ficheiro tem mais de {size} MiB',
  'yaml-too-deep': 'o documento está demasiado aninhado',
  'yaml-one-document': 'um ficheiro contém um só documento',
  'yaml-not-read': 'o ficheiro não é YAML que se leia aqui ({detail})',
  'yaml-references': 'aqui não se leem âncoras (&nome), aliases (*nome), etiquetas (!nome) nem chaves de fusão (<<)',
  'yaml-keys': 'as chaves de um documento são textos, e nenhuma é __proto__',
  'yaml-fields': 'o documento não é uma lista de campos com os seus valores',
  'folder-without-index': 'a pasta não tem configuration.yaml: não foi feita por mediary export',
  'folder-other-index': 'deve dizer format: 1, e nomear em covers alguns de {kinds}',
  'folder-unknown-kind': 'nenhum tipo de objeto tem o nome da sua pasta',
  'folder-other-file': 'os ficheiros de objetos terminam em .yaml',
  'folder-not-covered': 'configuration.yaml não nomeia o seu tipo em covers',
  'folder-too-large': 'a pasta tem mais de {files} ficheiros ou {size} MiB',
  'secret-in-plain':
    'Há aqui um segredo em texto simples: escreva no seu lugar uma referência a uma variável ou a um ficheiro',
  'not-a-verifier': 'Isto não é um verificador nem uma referência a uma variável ou a um ficheiro',
  'verifier-of-another-key':
    'O verificador deste token foi feito com outra chave de instalação: use essa chave (MEDIARY_INSTALLATION_KEY), ou escreva uma referência ao token',
}

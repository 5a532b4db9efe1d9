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
  'secret-in-plain':
    'Há aqui um segredo em texto simples: escreva no seu lugar uma referência a uma variável ou a um ficheiro',
  'not-a-verifier': 'Isto não é um verificador nem uma referência a uma variável ou a um ficheiro',
  'verifier-of-another-key':
    'O verificador deste token foi feito com outra chave de instalação: use essa chave (MEDIARY_INSTALLATION_KEY), ou escreva uma referência ao token',
}

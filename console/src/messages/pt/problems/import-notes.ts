import type { importNotes } from '@mediary/contract/reasons/metadata'
import type { Wording } from '../../catalogue.ts'

/** Notes of an import about a document that it took. */
export const notesOfImports: Wording<typeof importNotes> = {
  'import-fields-not-kept': 'Estes campos não são mantidos: {fields}',
  'import-secrets-missing': 'Uma exportação não contém {fields}',
  'import-route-password-missing': 'A palavra-passe de uma rota não faz parte de uma exportação',
  'import-mediator-password-missing': 'uma exportação não contém palavras-passe',
  'import-own-id-among-roles': '«{role}» é omitido: os canais que o permitem admitem o cliente pelo seu identificador',
  'import-without-credential':
    'O cliente não tem palavra-passe, token, certificado nem domínio: só um JWT pode identificá-lo',
  'import-stays-disabled': 'o cliente continua desativado. Uma importação não o ativa',
  'import-channel-disabled': 'O canal está desativado, pelo motivo que se segue',
  'import-group-unknown': 'nenhum grupo de contactos se chama «{group}»',
  'import-certificate-unknown': 'o repositório de chaves não tem o certificado {certificate}; o campo não é mantido',
  'import-transform-shortened': '«{from}» é lido como «{to}», tal como o OpenHIM o lê',
  'import-needs-restart': 'O certificado do servidor entra em serviço depois de um reinício',
  'import-key-not-exported': 'O certificado do servidor não é importado: uma exportação não contém a sua chave',
  'import-key-missing': 'O certificado do servidor não é importado: falta a sua chave',
  'import-user-role-added': 'O perfil de utilizador «{name}» foi adicionado sem permissões',
  'import-link-dropped': 'A ligação para definir uma palavra-passe não é importada: crie uma nova',
  'import-user-of-openid':
    'Não há início de sessão com OpenID Connect: dê ao utilizador uma ligação para definir uma palavra-passe',
  'import-second-passport':
    'O utilizador tem uma só palavra-passe: é usada a do outro passaporte, e não a do passaporte {protocol}',
  'import-names-unknown': 'nada se chama {names}; omitido',
  'import-group-became-role': 'O perfil de utilizador foi criado a partir de um grupo, com os canais que o nomeiam',
  'import-certificate-not-held':
    'O repositório de chaves não tem o certificado com a sua impressão digital: o cliente será reconhecido assim que o tenha',
  'import-domain-differs': 'O seu domínio é «{domain}» e o seu certificado indica {names}',
}

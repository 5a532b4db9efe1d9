import type { certificateReasons } from '@mediary/contract/reasons/certificates'
import type { metadataReasons } from '@mediary/contract/reasons/metadata'
import type { serverReasons } from '@mediary/contract/reasons/server'
import type { Wording } from '../../catalogue.ts'

export const certificates: Wording<typeof certificateReasons> = {
  'no-pem-certificate': 'não tem nenhum certificado PEM',
  'too-many-certificates': 'tem mais de {max} certificados',
  'block-is-private-key': 'o bloco {block} é uma chave privada, que não pertence aqui',
  'block-is-no-certificate': 'o bloco {block} não é um certificado, mas: {label}',
  'block-unreadable': 'o bloco {block} não é um certificado legível',
  'no-pem-key': 'não tem nenhuma chave privada PEM',
  'key-unreadable': 'não é uma chave privada legível, ou precisa de uma frase-passe',
  'key-or-passphrase-wrong': 'não é uma chave privada legível, ou a frase-passe está errada',
  'key-of-another-certificate': 'não pertence ao certificado',
  'wrong-issuer-order': 'o bloco {issuer} não emitiu o bloco {block}: o certificado do próprio servidor vem primeiro',
  'not-for-servers': 'o certificado não pode ser usado por um servidor: o seu uso alargado só indica outros usos',
  'not-for-clients': 'o certificado não pode ser usado por um cliente: o seu uso alargado só indica outros usos',
  'certificate-expired': 'o certificado expirou em {date}',
  'certificate-too-early': 'o certificado não é válido antes de {date}',
  'key-too-short': 'a chave tem {bits} bits; o mínimo é {min}',
  'curve-unsupported': 'os clientes não conhecem a curva {curve}',
  'key-type-unsupported': 'uma chave do tipo {type} não pode ser usada',
  'signature-forgeable': 'o certificado está assinado com {algorithm}, que pode ser falsificado',
  'tls-cannot-use': 'o TLS não pode usar este certificado e esta chave',
  'tls-cannot-use-because': 'o TLS não pode usar este certificado e esta chave ({problem})',
  'pkcs12-without-one-key': 'tem de conter exatamente uma chave privada',
  'pkcs12-without-certificate': 'não tem nenhum certificado que pertença à sua chave privada',
  'pkcs12-passphrase-wrong': 'a frase-passe está errada',
  'pkcs12-unreadable': 'não pode ser lido: está danificado, ou não é PKCS#12',
  'pkcs12-algorithm-unsupported': 'está protegido de uma forma não suportada ({algorithm})',
  'server-certificate-from-files':
    'O certificado do servidor é lido de ficheiros (certificateManagement.watchFSForCert): substitua esses',
  'server-pair-incomplete': 'O certificado e a chave do servidor não correspondem: envie primeiro a parte que falta',
  'workers-not-started':
    'Os novos processos da gateway não puderam arrancar; os atuais continuam. O registo diz porquê.',
  'certificate-used-by-routes': 'O certificado é usado pelas rotas de {channels}',
  'certificate-trusted-by-routes': 'O certificado é de confiança para as rotas de {channels}',
  'identity-not-found': 'Nenhum certificado para os serviços tem o identificador {id}',
  'trusted-not-found': 'Nenhum certificado de confiança tem o identificador {id}',
  'no-authority': 'Ainda não há autoridade: crie uma primeiro',
  'authority-key-sealed': 'A chave da autoridade não pode ser aberta: a chave de instalação é outra',
  'issued-not-found': 'Nenhum certificado em uso tem o identificador {id}: é desconhecido, ou já foi revogado',
  'no-pem-request': 'não tem nenhum pedido de certificado PEM',
  'request-unreadable': 'não pode ser lido',
  'request-key-too-short': 'a sua chave tem {bits} bits; o mínimo é {min}',
  'request-key-unsupported': 'a sua chave não é RSA nem das curvas P-256, P-384 ou P-521',
  'request-not-self-signed': 'não está assinado com a sua própria chave',
  'code-not-found': 'Nenhum código ainda utilizável tem o identificador {id}',
  'code-invalid': 'Este código não é válido: está errado, ou já foi usado',
  'code-expired': 'Este código expirou: peça um novo',
  'code-client-gone': 'O cliente para quem este código foi criado já não existe',
  'too-many-codes': 'Foram tentados demasiados códigos: tente de novo daqui a alguns minutos',
  'not-one-revocation-list': 'tem de ser uma só lista de revogação, em PEM ou base64 de DER',
  'revocation-list-unreadable': 'não pode ser lida',
  'revocation-list-untrusted':
    'está assinada por "{issuer}", que não está entre os certificados de confiança: adicione-o primeiro',
  'revocation-list-older': 'Já está guardada uma lista de revogação mais recente desta autoridade',
  'revocation-list-not-found': 'Nenhuma lista de revogação tem o identificador {id}',
}

export const server: Wording<typeof serverReasons> = {
  'invalid-document': '{count} {count:campo não é válido|campos não são válidos}',
  'not-json': 'O corpo não é JSON válido',
  'json-sent-as-form': 'O corpo é JSON, mas o Content-Type é {type}: envie application/json',
  'content-type-not-read': 'O Content-Type {type} não é lido aqui: envie application/json',
  'content-type-expected': 'O Content-Type {type} não é lido aqui: envie {mediaType}',
  'content-type-missing': 'O pedido tem corpo, mas não tem Content-Type: envie application/json',
  'unknown-host':
    'O nome de host {host} não é um dos desta API. Se o deve ser, adicione-o a api.allowedHosts (MEDIARY_API_ALLOWED_HOSTS).',
  'several-hosts': 'O pedido tem mais de um cabeçalho Host',
  'body-too-large': 'O corpo tem mais de {max} bytes',
  'no-such-page': 'Não encontrado',
  'malformed-request': 'O pedido está malformado: {problem}',
  'internal-error': 'Ocorreu um erro. O registo diz qual, em {request}',
  'mechanism-set-by-configuration': 'Isto é definido na configuração, por {source}, e só lá pode ser mudado',
  'jwt-needs-key': 'Os JSON Web Tokens precisam primeiro de uma chave ou de um conjunto de chaves na configuração',
  'not-ready': 'Não está pronto: {checks}',
  'check-timed-out': 'Não respondeu em {seconds} {seconds:segundo|segundos}',
  'check-unanswered': 'Não responde',
  'no-gateway-worker': 'Nenhum processo da gateway está em serviço',
  'disk-nearly-full': 'O disco da pasta de dados está quase cheio',
  'must-accept-event-stream': 'tem de ser text/event-stream',
  'too-many-listeners': 'Já há demasiadas páginas à escuta',
  'audit-not-found': 'Nenhuma entrada de auditoria tem o identificador {id}',
  'audit-patient-pattern':
    'tem de ser um identificador, ou um identificador de doente na forma id\\^\\^\\^authority&authorityId&.*; outros padrões não são procurados',
  'history-not-found': 'Nenhuma entrada do histórico que você pode ver tem o identificador {id}',
  'note-not-found': 'Nenhuma nota que você pode ver tem o identificador {id}',
  'note-object-not-found': 'Nada do que você pode ver tem o identificador {id}',
  'too-many-notes': 'Já existem {max} notas: remova uma primeiro',
  'undo-not-yours': 'A alteração diz respeito a um objeto ({object}) que você não pode gerir: não a pode desfazer',
  'undo-too-large': 'A alteração era grande demais para ser guardada: não pode ser desfeita',
  'undo-secret':
    'A alteração substituiu ou revogou um segredo. Outros podem conhecer o anterior, por isso ele não volta: defina um novo',
  'undo-certificate':
    'A alteração diz respeito ao certificado do servidor, a uma autoridade, a um certificado emitido ou a uma lista de revogação: não pode ser desfeita',
  'undo-changed-since':
    'O objeto “{name}” ({object}) foi alterado de novo, por {by}, {at}: desfaça primeiro essa alteração',
  'undo-name-taken': 'Outro objeto ({object}) tem agora o nome “{name}” ou o mesmo segredo',
  'undo-in-use': '“{name}” está em uso. Objetos que o nomeiam: {count} ({users})',
  'undo-needs': '“{name}” já não existe: o estado anterior precisa dele',
  'undo-has-transactions': 'O canal “{name}” tem transações: elimine-o em vez disso',
}

export const metadata: Wording<typeof metadataReasons> = {
  'no-such-collection': 'coleção "{model}" inválida: uma importação tem {models}',
  'not-a-document': 'tem de ser uma lista de documentos',
  'too-many-documents': 'Uma importação tem no máximo {max} documentos',
  'passport-of-openid': 'não há início de sessão com OpenID Connect',
  'own-password-in-session':
    'a sua própria palavra-passe não pode ser importada numa sessão: mude-a no seu perfil, ou chame com Basic',
}

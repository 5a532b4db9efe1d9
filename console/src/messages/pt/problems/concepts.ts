import type { appReasons } from '@mediary/contract/reasons/apps'
import type { channelReasons } from '@mediary/contract/reasons/channels'
import type { clientReasons } from '@mediary/contract/reasons/clients'
import type { contactGroupReasons } from '@mediary/contract/reasons/contact-groups'
import type { mediatorReasons } from '@mediary/contract/reasons/mediators'
import type { transactionReasons } from '@mediary/contract/reasons/transactions'
import type { userReasons } from '@mediary/contract/reasons/users'
import type { visualizerReasons } from '@mediary/contract/reasons/visualizers'
import type { Wording } from '../../catalogue.ts'

export const channels: Wording<typeof channelReasons> = {
  'channel-not-found': 'Nenhum canal tem o identificador {id}',
  'channel-name-taken': 'Já existe um canal com o nome "{name}"',
  'channel-port-taken': 'O canal "{name}" já escuta na porta {port}',
  'channel-opens-to-others': 'Não pode abrir o canal a "{name}": isso deixa entrar clientes que não pode gerir',
  'channel-opens-to-everybody':
    'Um canal público deixa entrar todos. Para o tornar público é precisa a permissão "channel-manage-all"',
  'channel-takes-others':
    'Este canal poderia receber pedidos de canais que não pode gerir. Esta alteração exige a permissão "channel-manage-all"',
  'channel-gone': 'o canal já não existe',
  'channel-without-methods': 'um canal HTTP precisa de pelo menos um método',
  'methods-only-for-http': 'só um canal HTTP tem métodos',
  'repeated-methods': 'Os métodos não podem repetir-se. Métodos repetidos: {methods}',
  'no-primary-route': 'um canal tem de ter uma rota primária ativa',
  'several-primary-routes': 'um canal não pode ter várias rotas primárias ativas',
  'not-status-codes': 'têm de ser estados como 404 ou classes como 2**, separados por vírgulas',
  'path-or-transform': 'uma rota tem um caminho ou uma transformação de caminho, não ambos',
  'route-needs-host': 'uma rota precisa de um host',
  'not-a-host': 'não é um nome nem um endereço IP',
  'host-is-an-address': 'tem de ser só um host, sem as outras partes de um endereço; contém {found}',
  'route-needs-port': 'uma rota precisa de uma porta',
  'route-to-gateway':
    'A porta {port} deste host pertence a este gateway. Uma rota pode levar a outro canal. Os pedidos que voltam e as mensagens de um canal TCP para outro são recusados',
  'body-age-without-bodies': 'precisa que requestBody ou responseBody seja guardado',
  'content-value-missing': '{rule} precisa de um valor para comparar',
  'schedule-missing': 'um canal de consulta periódica precisa de um horário',
  'tcp-port-missing': 'um canal TCP precisa de uma porta',
  'not-an-origin': 'tem de ser origens como https://app.example, sem caminho, ou *',
  'any-origin-with-credentials': 'não pode ir com a origem *: indique as origens',
  'private-tcp': 'o TCP simples não autentica clientes: torne o canal público e indique os endereços',
  'kafka-not-available':
    'As rotas Kafka ainda não estão disponíveis: o canal pode ser guardado com o estado "disabled"',
  'trusted-certificate-gone': 'este certificado de confiança já não existe',
  'too-many-connection-checks': 'Estão a ser testadas ligações a mais: tente de novo daqui a pouco',
  'not-a-polling-channel': 'Só um canal de consulta periódica pode ser acionado',
  'channel-not-enabled': 'O canal não está ativado',
  'already-polling': 'O canal já está a ser consultado',
  'poll-failed': 'O serviço respondeu {status}',
}

export const clients: Wording<typeof clientReasons> = {
  'client-not-found': 'Nenhum cliente tem o identificador {id}',
  'client-domain-not-found': 'Nenhum cliente tem o domínio "{domain}"',
  'client-hidden': 'Não pode ver este cliente',
  'client-id-taken': 'Já existe um cliente com o Client ID "{clientID}"',
  'token-taken': 'O token personalizado tem de ser único: outro cliente já o tem',
  'colon-with-password':
    'não pode conter dois pontos quando o cliente tem palavra-passe: o Basic Auth tomaria o resto pela palavra-passe',
  'client-status-elsewhere': 'não se altera aqui: POST /clients/:id/disable e /enable alteram-no, com um motivo',
  'limits-empty': 'tem de indicar pelo menos um limite',
  'burst-without-rate': 'precisa de um limite de pedidos por segundo',
  'status-period-empty': 'tem de ser depois do início, e não no passado',
  'status-until-then':
    'O cliente já está nesse estado ({status}). Uma alteração que começa mais tarde terminaria esse estado até lá: omita "from"',
  'credential-not-found': 'O cliente não tem nenhuma credencial com o id {id}',
  'credential-not-active': 'A credencial não está ativa: acrescente outra em vez dela',
  'credential-has-successor': 'A credencial já tem uma sucessora: renove essa, ou revogue-a primeiro',
  'too-many-credentials': 'O cliente já tem {max} credenciais deste tipo: revogue uma primeiro',
  'not-of-this-kind': 'não pertence a uma credencial do tipo {kind}',
  'secret-checksum-wrong': 'parece um segredo feito por um servidor, e a sua soma de verificação está errada',
  'subject-taken': 'Outro cliente tem o sujeito "{subject}"',
  'timed-role-without-time': 'precisa de «from», «until» ou ambos: um perfil sem eles fica em «roles»',
  'timed-role-repeated': 'indica um perfil duas vezes',
  'timed-role-not-now': 'nomeia «{role}», que o cliente só tem durante um período que não é agora: altere «timedRoles»',
  'client-needs-role': 'um cliente precisa de pelo menos um perfil',
  'client-needs-credential':
    'Um cliente precisa de pelo menos uma forma de se autenticar: uma palavra-passe, um token personalizado, um certificado ou o seu domínio',
  'role-named-as-its-client': 'um perfil não pode ter o nome do seu cliente',
  'client-id-is-a-role': 'Há um perfil com o nome "{name}": um Client ID não pode ser igual',
  'role-is-a-client-id': 'Há um cliente com o Client ID "{name}": um perfil não pode ter o mesmo nome',
  'role-not-found': 'Nenhum perfil tem o nome "{name}"',
  'role-name-taken': 'Já existe um perfil com o nome "{name}"',
  'member-not-found': '"{name}" não existe',
  'role-not-yours': 'Não pode dar o perfil "{role}": abre canais que não pode gerir',
  'role-member-not-yours': 'Não pode dar o perfil a {id}: não pode gerir {id}',
  'identity-not-yours': 'Outro cliente, que não pode gerir, tem o mesmo valor em {field}',
  'issuer-not-found': 'Nenhum emissor de JSON Web Tokens tem o identificador {id}',
  'issuer-taken': 'já é o emissor de outra entrada',
  'issuer-algorithms-mixed': 'não pode indicar algoritmos com segredo partilhado (HS256, HS384, HS512) junto de outros',
  'issuer-secret-too-short': 'tem de ter pelo menos {min} bytes para {algorithms}',
  'issuer-secret-unused': 'só pertence aos algoritmos HS256, HS384 e HS512',
  'issuer-needs-other-key':
    'indica algoritmos que precisam de um segredo partilhado, e não de chaves públicas ou de um conjunto de chaves',
  'issuer-needs-keys': 'precisa de chaves públicas ou do endereço de um conjunto de chaves (jwksUri)',
  'issuer-not-a-public-key': 'não é uma chave pública no formato PEM',
  'csv-empty': 'O ficheiro não tem nenhuma linha com os nomes das suas colunas',
  'csv-quote-not-closed': 'tem umas aspas que nunca são fechadas',
  'csv-quote-inside': 'tem aspas no interior: ponha toda a célula entre aspas e duplique as interiores',
  'csv-column-unknown': 'não é uma coluna de uma importação: use uma destas, {columns}',
  'csv-column-repeated': 'nomeia pela segunda vez a coluna {column}',
  'csv-unreadable': 'tem um carácter que não se consegue ler: guarde o ficheiro em UTF-8',
  'csv-too-many-cells': 'não tem coluna: a linha tem mais células do que a primeira',
  'csv-too-many-lines': 'Uma importação tem no máximo {max} clientes: divida o ficheiro',
  'csv-repeated': 'já aparece na linha {line}',
  'csv-made-here': 'deve estar vazio ou ser "{text}": o servidor cria o segredo e mostra-o uma só vez',
  'csv-yes-or-no': 'deve ser yes, no ou estar vazio',
  'csv-too-many-passwords': 'Uma importação cria no máximo {max} palavras-passe: divida o ficheiro ou use tokens',
  'import-overtaken': 'Os clientes mudaram entretanto: verifique de novo o ficheiro',
  'tried-channel-hidden': 'Não pode ver o canal que recebe este pedido',
}

export const mediators: Wording<typeof mediatorReasons> = {
  'mediator-not-found': 'Nenhum mediador tem o URN {urn}',
  'mediator-not-yours': 'Não pode registar um mediador com o URN {urn}',
  'channels-not-yours': 'Não pode adicionar canais',
  'mediator-without-endpoint': 'um novo mediador precisa de pelo menos um ponto de acesso',
  'not-a-version': 'tem de ser uma versão segundo SemVer: x.y.z',
  'channel-not-offered': 'o mediador não oferece nenhum canal com o nome {name}',
  'parameter-defined-twice': '"{name}" está definido duas vezes',
  'option-without-values': 'uma opção precisa dos valores a escolher',
  'struct-without-template': 'uma estrutura precisa de um modelo',
  'struct-in-struct': 'uma estrutura não pode conter outra',
  'unknown-parameter': 'o mediador não define este parâmetro',
  'unknown-struct-field': 'o modelo não tem este campo',
  'not-a-text-map': 'tem de ser um objeto cujos valores são textos',
  'not-an-option': 'tem de ser um destes valores: {options}',
  'mask-without-password': 'esta máscara não indica nenhuma palavra-passe guardada: envie a própria palavra-passe',
}

export const transactions: Wording<typeof transactionReasons> = {
  'transaction-not-found': 'Nenhuma transação tem o identificador {id}',
  'transactions-read-only': 'Não pode alterar as transações deste canal',
  'channel-not-among-yours': 'Proibido: não tem acesso ao canal {channel}',
  'legal-hold-not-found': 'Nenhuma retenção legal ativa tem o identificador {id}',
  'hold-too-large': 'Os filtros encontram mais de {max} transações: restrinja-os',
  'transaction-held': 'Uma retenção legal conserva a transação',
  'month-held': 'Uma retenção legal conserva transações de {month}',
  'transaction-under-way': 'A transação ainda está em curso',
  'transaction-channel-gone': 'O canal da transação já não existe',
  'no-such-channel': 'este canal não existe',
  'page-too-far': 'está longe demais: continue com `before` a partir da página anterior',
  'search-too-slow': 'A procura demorou demasiado: peça menos',
  'bodies-hidden': 'Não pode ver os corpos deste canal',
  'too-many-calls': 'Uma transação tem no máximo {max} chamadas',
  'bodies-too-large': 'Os corpos que os mediadores juntam a uma transação têm no máximo {max} bytes',
  'properties-too-long': 'não pode ter mais de {max} caracteres',
  'issue-not-found': 'Nenhuma ocorrência que possa ver tem o identificador {id}',
  'task-not-found': 'Nenhuma tarefa tem o identificador {id}',
  'task-cannot-become': 'Uma tarefa {status} não pode passar a {command}',
  'order-unknown': 'tem de ser "time", ou a chave "client", "channel" ou o nome de uma chave de procura',
  'rerun-not-allowed': 'Não pode reexecutar as transações do canal {channel}',
  'rerun-needs-permission': 'É precisa a permissão {permission} para {channel}',
  'channels-closed': 'o canal {channels} está desativado ou eliminado',
  'rerun-channel-deleted': 'O seu canal já não existe',
  'rerun-channel-disabled': 'O canal "{channel}" está desativado',
  'rerun-under-way': 'Ainda está em curso',
  'rerun-method-not-taken': 'O canal "{channel}" não aceita {method}',
  'rerun-path-not-taken': 'O canal "{channel}" não aceita o caminho {path}',
  'rerun-path-malformed': 'O caminho tem segmentos "." ou "..", que um serviço poderia entender como outro caminho',
  'rerun-content-not-taken': 'O canal "{channel}" não aceita este conteúdo',
  'rerun-client-deleted': 'O seu cliente já não existe, e o canal "{channel}" é privado',
  'rerun-client-disabled': 'O seu cliente está desativado',
  'rerun-client-not-allowed': 'O seu cliente não pode usar o canal "{channel}"',
  'rerun-address-not-allowed': 'O endereço {address} não pode usar o canal "{channel}"',
  'rerun-in-shadow': 'Foi registada em modo espelho: a outra gateway atendeu-a',
  'rerun-body-not-stored': 'O seu corpo não está guardado',
  'rerun-body-not-readable': 'O seu corpo não pode ser lido agora do bucket de corpos antigos: repita mais tarde',
  'header-reserved': 'o cabeçalho {name} é definido pela gateway',
  'header-not-sendable': 'o cabeçalho {name} tem caracteres que um cabeçalho não pode conter',
  'key-not-destroyed-everywhere':
    'Um nó não confirmou que destruiu a chave. Fá-lo-á quando puder; peça de novo para saber quando todos o fizeram.',
  'retention-busy': 'Outro nó já está a remover os registos expirados',
  'body-key-not-found': 'Não há chave de {month}',
}

export const users: Wording<typeof userReasons> = {
  'saved-view-not-found': 'Nenhuma vista guardada tem o identificador {id}',
  'saved-view-name-taken': 'Já existe uma vista guardada "{name}"',
  'saved-views-too-many': 'Um utilizador guarda no máximo {max} vistas',
  unauthorized: 'Não autorizado',
  'not-signed-in': 'Sem sessão iniciada',
  'permission-missing': '{user} não tem a permissão "{permission}"',
  'other-site':
    'Esta chamada altera algo e vem de uma página de outro site. Atrás de um proxy, ponha em trustedProxies (MEDIARY_TRUSTED_PROXIES) o endereço do proxy',
  'too-many-passwords': 'Demasiadas palavras-passe erradas: tente de novo daqui a alguns minutos',
  'too-many-link-requests': 'Demasiados pedidos de ligações de palavra-passe: tente de novo daqui a alguns minutos',
  'passwords-busy': 'Estão a ser verificadas demasiadas palavras-passe: tente de novo daqui a pouco',
  'current-password-needed': 'é necessária para mudar a sua própria palavra-passe',
  'current-password-wrong': 'não é a sua palavra-passe',
  'first-user-exists': 'O primeiro utilizador já foi criado',
  'setup-link-invalid': 'Esta ligação de instalação não é válida: só a mais recente o é',
  'not-in-a-batch': 'Esta chamada não pode fazer parte de um lote: envie-a sozinha',
  'view-as-read-only': 'Está a ver a consola como {email}: nada pode ser alterado nem exportado até terminar',
  'view-as-needs-session': 'Só quem iniciou sessão na consola a pode ver como outro utilizador',
  'second-factor-needed':
    'Para iniciar sessão, este utilizador precisa também de um código da aplicação de autenticação: envie-o em code',
  'second-factor-wrong': 'O código está errado ou já foi usado',
  'second-factor-needs-session':
    'Este utilizador tem um segundo fator, por isso uma palavra-passe sozinha é recusada: inicie sessão com POST /authenticate/local, ou use um utilizador próprio para os programas',
  'second-factor-exists': 'O segundo fator já está ativado: desative-o primeiro',
  'second-factor-missing': 'Não há nenhum segundo fator para confirmar ou desativar',
  'second-factor-own': 'Desative o seu próprio segundo fator com um dos seus códigos, em Perfil',
  'too-many-second-factors': 'Demasiados códigos errados: tente de novo daqui a um quarto de hora',
  'session-not-found': 'Não tem essa sessão',
  'user-not-found': 'Nenhum utilizador tem o e-mail {email}.',
  'user-email-taken': 'Já existe um utilizador com o e-mail {email}',
  'only-yourself-visible': 'Só se pode ver a si próprio',
  'only-yourself-editable': 'Só se pode alterar a si próprio',
  'user-role-not-found': 'Nenhum perfil de utilizador tem o nome "{name}"',
  'user-role-unknown': 'nenhum perfil de utilizador tem o nome "{name}"',
  'user-role-name-taken': 'Já existe um perfil de utilizador com o nome "{name}"',
  'permission-not-yours': 'Não pode dar a permissão "{permission}", que não tem',
  'name-gives-permission':
    'Com o nome "{name}", outros utilizadores obteriam para este canal a permissão "{permission}", que você não tem',
  'user-outranks-you': 'Este utilizador tem a permissão "{permission}", que você não tem',
  'last-user-manager': 'Tem de restar um utilizador que possa iniciar sessão e gerir utilizadores',
  'link-unknown': 'Esta ligação não é conhecida: já foi usada, ou uma mais recente substituiu-a',
  'no-openid': 'tem de ser local ou token: os utilizadores entram com palavra-passe, não com OpenID Connect',
  'link-not-imported': 'não pode ser definido: POST /users/:email/password-link cria uma ligação de uso único',
  'link-expired': 'Esta ligação expirou',
}

export const contactGroups: Wording<typeof contactGroupReasons> = {
  'contact-group-not-found': 'Nenhum grupo de contactos tem o identificador {id}',
  'contact-group-name-taken': 'Já existe um grupo de contactos com o nome "{name}"',
  'contact-group-in-use':
    'Os alertas de {count} {count:canal|canais} usam este grupo de contactos. Canais que pode ver: {channels}',
  'contact-group-gets-notices':
    'Este grupo de contactos recebe os avisos sobre a instalação: retire-o primeiro nas definições dos avisos',
}

export const visualizers: Wording<typeof visualizerReasons> = {
  'visualizer-not-found': 'Nenhum visualizador tem o identificador {id}',
  'visualizer-name-taken': 'Já existe um visualizador com o nome "{name}"',
  'not-a-colour': 'tem de ser uma cor como #4cae4c',
}

export const apps: Wording<typeof appReasons> = {
  'app-not-found': 'Nenhuma aplicação tem o identificador {id}',
  'app-name-taken': 'Já existe uma aplicação com o nome "{name}"',
  'not-a-link': 'tem de ser um endereço que começa por https://, http:// ou /',
}

import type { RefusalCode } from '@mediary/contract/refusals'
import { words } from '../../lib/words.ts'

/** The step that would let a request through. */
export const remedyWords = words({
  malformed: [
    'The client’s software sends what is not proper HTTP: ask its maker.',
    'Le logiciel du client envoie du HTTP incorrect : demandez à son éditeur.',
    'O software do cliente envia HTTP incorreto: pergunte ao fabricante.',
  ],
  'too-large': [
    'Let the client send less, or raise the largest size in the channel or the server’s settings.',
    'Faites envoyer moins, ou augmentez la taille maximale du canal ou du serveur.',
    'Faça o cliente enviar menos, ou aumente o tamanho máximo do canal ou do servidor.',
  ],
  'too-slow': [
    'Look at the client’s line: it stopped in the middle of its request.',
    'Vérifiez la liaison du client : il s’est arrêté au milieu de sa requête.',
    'Verifique a ligação do cliente: parou a meio do pedido.',
  ],
  'client-gone': [
    'The client hung up. Nothing to do, unless it happens often.',
    'Le client a raccroché. Rien à faire, sauf si cela se répète.',
    'O cliente desligou. Nada a fazer, a não ser que se repita.',
  ],
  'gateway-failed': [
    'A fault of the gateway: its log says which.',
    'Une panne de la passerelle : son journal dit laquelle.',
    'Uma falha da gateway: o registo diz qual.',
  ],
  'no-credential': [
    'Give the client a password, a token or a certificate, and let it send it.',
    'Donnez au client un mot de passe, un jeton ou un certificat, et faites-le envoyer.',
    'Dê ao cliente uma palavra-passe, um token ou um certificado, e faça-o enviar.',
  ],
  'mechanism-off': [
    'Enable the mechanism in the settings, or let the client use another one.',
    'Activez le mécanisme dans les paramètres, ou faites utiliser un autre au client.',
    'Ative o mecanismo nas definições, ou faça o cliente usar outro.',
  ],
  'unreadable-credential': [
    'The client’s software writes the Authorization header wrongly: ask its maker.',
    'Le logiciel du client écrit mal l’en-tête Authorization : demandez à son éditeur.',
    'O software do cliente escreve mal o cabeçalho Authorization: pergunte ao fabricante.',
  ],
  'unknown-client': [
    'Add a client with this Client ID, or correct the ID that is sent.',
    'Ajoutez un client avec cet ID, ou corrigez l’ID envoyé.',
    'Adicione um cliente com este ID, ou corrija o ID enviado.',
  ],
  'no-password': [
    'Set a password for the client.',
    'Définissez un mot de passe pour le client.',
    'Defina uma palavra-passe para o cliente.',
  ],
  'wrong-password': [
    'Set a new password, and enter the same one in the client’s software.',
    'Définissez un nouveau mot de passe, et saisissez le même dans le logiciel du client.',
    'Defina uma nova palavra-passe e introduza a mesma no software do cliente.',
  ],
  'too-many-passwords': [
    'Someone sends many passwords at once. Look who it is by the address.',
    'Quelqu’un envoie trop de mots de passe à la fois. L’adresse dit qui.',
    'Alguém envia muitas palavras-passe ao mesmo tempo. O endereço diz quem.',
  ],
  'unknown-token': [
    'Make a new custom token for the client, and enter it in its software.',
    'Créez un nouveau jeton pour le client, et saisissez-le dans son logiciel.',
    'Crie um novo token para o cliente e introduza-o no software dele.',
  ],
  'bad-jwt': [
    'Compare the token’s issuer, audience and key with the server’s settings.',
    'Comparez l’émetteur, l’audience et la clé du jeton avec les paramètres.',
    'Compare o emissor, a audiência e a chave do token com as definições.',
  ],
  'expired-jwt': [
    'The client must ask its issuer for a new token in time.',
    'Le client doit demander un nouveau jeton à temps.',
    'O cliente tem de pedir um novo token a tempo.',
  ],
  'untrusted-certificate': [
    'Add the authority that issued the certificate to the trusted certificates.',
    'Ajoutez l’autorité du certificat aux certificats de confiance.',
    'Adicione a autoridade do certificado aos certificados de confiança.',
  ],
  'expired-certificate': [
    'The client needs a new certificate.',
    'Le client a besoin d’un nouveau certificat.',
    'O cliente precisa de um novo certificado.',
  ],
  'early-certificate': [
    'Compare the clocks of the client and of this server, or wait until the certificate is valid.',
    'Comparez les horloges du client et de ce serveur, ou attendez que le certificat soit valable.',
    'Compare os relógios do cliente e deste servidor, ou espere até o certificado ser válido.',
  ],
  'revoked-certificate': [
    'Issue a new certificate to the client, if it may still call.',
    'Délivrez un nouveau certificat au client, s’il peut encore appeler.',
    'Emita um novo certificado para o cliente, se ele ainda puder chamar.',
  ],
  'wrong-usage': [
    'The client needs a certificate that is made to authenticate clients.',
    'Le client a besoin d’un certificat fait pour authentifier des clients.',
    'O cliente precisa de um certificado feito para autenticar clientes.',
  ],
  'too-deep': [
    'Trust an authority nearer to the certificate, or raise the setting tlsClientLookup.depth.',
    'Reconnaissez une autorité plus proche du certificat, ou augmentez tlsClientLookup.depth.',
    'Confie numa autoridade mais próxima do certificado, ou aumente tlsClientLookup.depth.',
  ],
  'unknown-domain': [
    'Enter the name in the certificate as the Domain of a client.',
    'Saisissez le nom du certificat comme Domaine d’un client.',
    'Introduza o nome do certificado como Domínio de um cliente.',
  ],
  'shared-domain': [
    'Leave this Domain with one client only.',
    'Ne laissez ce Domaine qu’à un seul client.',
    'Deixe este Domínio a um só cliente.',
  ],
  'other-certificate': [
    'Enter the client’s new certificate, or let it present the old one.',
    'Saisissez le nouveau certificat du client, ou faites-lui présenter l’ancien.',
    'Introduza o novo certificado do cliente, ou faça-o apresentar o antigo.',
  ],
  'wrong-domain': [
    'Make the client’s Domain the name in its certificate.',
    'Le Domaine du client doit être le nom de son certificat.',
    'O Domínio do cliente tem de ser o nome do seu certificado.',
  ],
  'no-channel': [
    'Make a channel for this path, or correct the path that the client uses.',
    'Créez un canal pour ce chemin, ou corrigez le chemin du client.',
    'Crie um canal para este caminho, ou corrija o caminho do cliente.',
  ],
  'disabled-channel': ['Enable the channel.', 'Activez le canal.', 'Ative o canal.'],
  'wrong-method': [
    'Add the method to the channel, if it should be allowed.',
    'Ajoutez la méthode au canal, si elle doit être admise.',
    'Adicione o método ao canal, se deve ser admitido.',
  ],
  'wrong-content': [
    'Compare the content and its type with what the channel takes.',
    'Comparez le contenu et son type avec ce que le canal accepte.',
    'Compare o conteúdo e o seu tipo com o que o canal aceita.',
  ],
  'no-route': [
    'Enable a primary route of the channel.',
    'Activez une route primaire du canal.',
    'Ative uma rota primária do canal.',
  ],
  'not-allowed': [
    'Allow the client, or one of its roles, on the channel.',
    'Admettez le client, ou un de ses rôles, sur le canal.',
    'Admita o cliente, ou um dos seus perfis, no canal.',
  ],
  'wrong-address': [
    'Add the address to those that the channel takes.',
    'Ajoutez l’adresse à celles que le canal accepte.',
    'Adicione o endereço aos que o canal aceita.',
  ],
  'not-recorded': [
    'The server could not write: look at its disk and database.',
    'Le serveur n’a pas pu écrire : vérifiez disque et base.',
    'O servidor não conseguiu escrever: verifique disco e base.',
  ],
  many: [
    'Look who sends so many by the address.',
    'L’adresse dit qui en envoie autant.',
    'O endereço diz quem envia tantos.',
  ],
} satisfies Record<RefusalCode, readonly [string, string, string]>)

export const placeWords = words({
  'go.client': ['Open the client', 'Ouvrir le client', 'Abrir o cliente'],
  'go.add-client': ['Add a client', 'Ajouter un client', 'Adicionar um cliente'],
  'go.clients': ['Go to the clients', 'Aller aux clients', 'Ir para os clientes'],
  'go.channel': ['Open the channel', 'Ouvrir le canal', 'Abrir o canal'],
  'go.add-channel': ['Make a channel', 'Créer un canal', 'Criar um canal'],
  'go.certificates': ['Go to the certificates', 'Aller aux certificats', 'Ir para os certificados'],
  'go.settings': ['Go to the settings', 'Aller aux paramètres', 'Ir para as definições'],
})

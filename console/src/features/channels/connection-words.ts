import { words } from '../../lib/words.ts'

export const connectionWords = words({
  test: ['Test connection', 'Tester la connexion', 'Testar a ligação'],
  connected: [
    'Connected to {address} in {milliseconds} ms.',
    'Connecté à {address} en {milliseconds} ms.',
    'Ligado a {address} em {milliseconds} ms.',
  ],
  'unknown-name': [
    'No address is known for this host.',
    'Aucune adresse connue pour cet hôte.',
    'Nenhum endereço conhecido para este servidor.',
  ],
  refused: [
    'The host is there, but nothing listens on this port.',
    'L’hôte répond, mais rien n’écoute sur ce port.',
    'O servidor existe, mas nada escuta nesta porta.',
  ],
  unreachable: [
    'There is no way to this host from here.',
    'L’hôte n’est pas accessible d’ici.',
    'Não há caminho para este servidor.',
  ],
  timeout: [
    'No answer within ten seconds: a firewall may be in between.',
    'Pas de réponse en dix secondes : un pare-feu peut-être.',
    'Sem resposta em dez segundos: talvez uma firewall.',
  ],
  'not-tls': [
    'Connected, but the host does not speak TLS on this port.',
    'Connecté, mais l’hôte ne parle pas TLS sur ce port.',
    'Ligado, mas o servidor não fala TLS nesta porta.',
  ],
  untrusted: [
    'Connected, but the certificate is not trusted: requests would fail.',
    'Connecté, mais le certificat n’est pas de confiance : les requêtes échoueraient.',
    'Ligado, mas o certificado não é de confiança: os pedidos falhariam.',
  ],
  failed: ['The connection failed.', 'La connexion a échoué.', 'A ligação falhou.'],
  problem: ['Problem', 'Problème', 'Problema'],
  protocol: ['Protocol', 'Protocole', 'Protocolo'],
  certificate: ['Certificate', 'Certificat', 'Certificado'],
  names: ['Names', 'Noms', 'Nomes'],
  issuer: ['Issued by', 'Émis par', 'Emitido por'],
  ends: ['Ends', 'Expire', 'Termina'],
})

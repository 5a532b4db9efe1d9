import { words } from '../../lib/words.ts'

export const upstreamWords = words({
  title: ['Certificates for upstreams', 'Certificats pour les services', 'Certificados para os serviços'],
  intro: [
    'With them the gateway authenticates itself to upstreams whose routes name them. The server’s own is never used for that.',
    'La passerelle s’authentifie par eux auprès des services dont les routes les nomment. Jamais avec celui du serveur.',
    'Com eles a gateway autentica-se nos serviços cujas rotas os indicam. Nunca com o do servidor.',
  ],
  none: ['There is none yet.', 'Il n’y en a pas encore.', 'Ainda não há nenhum.'],
  add: ['Certificate', 'Certificat', 'Certificado'],
  'add.title': [
    'Add a certificate for upstreams',
    'Ajouter un certificat pour les services',
    'Adicionar um certificado para os serviços',
  ],
  'renew.title': ['Renew {name}', 'Renouveler {name}', 'Renovar {name}'],
  renew: ['Renew {name}', 'Renouveler {name}', 'Renovar {name}'],
  used: ['Used by channels', 'Utilisé par les canaux', 'Usado pelos canais'],
  unused: ['no channel', 'aucun canal', 'nenhum canal'],
  'delete.question': [
    'Delete {name}? Its key goes with it.',
    'Supprimer {name} ? Sa clé est supprimée aussi.',
    'Eliminar {name}? A chave vai com ele.',
  ],
})

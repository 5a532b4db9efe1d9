import { words } from '../lib/words.ts'

export const settingsWords = words({
  title: ['Settings', 'Paramètres', 'Definições'],
  mechanisms: ['Authentication of clients', 'Authentification des clients', 'Autenticação dos clientes'],
  intro: [
    'How clients may prove who they are. These are set in the server’s configuration.',
    'Comment les clients prouvent leur identité. Cela se règle dans la configuration du serveur.',
    'Como os clientes provam quem são. Define-se na configuração do servidor.',
  ],
  mechanism: ['Mechanism', 'Mécanisme', 'Mecanismo'],
  state: ['State', 'État', 'Estado'],
  setting: ['Setting', 'Paramètre', 'Definição'],
  enabled: ['Enabled', 'Activé', 'Ativado'],
  disabled: ['Disabled', 'Désactivé', 'Desativado'],
  'mutual-tls-auth': ['Mutual TLS', 'TLS mutuel', 'TLS mútuo'],
  'basic-auth': ['Basic Auth', 'Basic Auth', 'Basic Auth'],
  'custom-token-auth': ['Custom Token', 'Jeton personnalisé', 'Token personalizado'],
  'jwt-auth': ['JSON Web Token (JWT)', 'JSON Web Token (JWT)', 'JSON Web Token (JWT)'],
})

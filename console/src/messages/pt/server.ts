import type { Translation } from '../catalogue.ts'

export const about: Translation<'about'> = {
  title: 'Sobre',
  what: 'O Mediary é um mediador de informação de saúde: um gateway entre os sistemas clientes e os serviços de um intercâmbio de informação de saúde.',
  version: 'Versão',
  zone: 'Fuso do servidor',
  time: 'Hora do servidor',
  since: 'A correr desde',
  gateway: 'Os clientes enviam para',
  documentation: 'A API, descrita',
  speaks: 'Fala a API de',
  licence: 'Licença',
}

export const settings: Translation<'settings'> = {
  title: 'Definições',
  mechanisms: 'Autenticação dos clientes',
  intro: 'Como os clientes provam quem são. Uma alteração vale a partir do próximo pedido.',
  decides: 'O que decide',
  here: 'Este interruptor',
  pinned: 'Fixado por {by}',
  'needs-key': 'Precisa primeiro de um emissor de tokens',
  mechanism: 'Mecanismo',
  state: 'Estado',
  enabled: 'Ativado',
  disabled: 'Desativado',
  'mutual-tls-auth': 'TLS mútuo',
  'basic-auth': 'Basic Auth',
  'custom-token-auth': 'Token personalizado',
  'jwt-auth': 'JSON Web Token (JWT)',
}

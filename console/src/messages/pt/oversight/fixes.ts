import type { Translation } from '../../catalogue.ts'

export const fixes: Translation<'fixes'> = {
  'enable-channel': 'Ativar o canal {channel}',
  'allow.others': 'Quem gere todos os canais pode permiti-lo.',
  'allow-method': 'Fazer {channel} aceitar {value}',
  'allow-address': 'Permitir que o endereço {value} use {channel}',
  'allow-origin': 'Permitir que as páginas de {value} chamem {channel}',
  'enable-mechanism': 'Ativar {name}',
  'enable-client': 'Ativar o cliente',
  credentials: 'Dar-lhe uma nova credencial',
  'add-client': 'Adicionar um cliente para {name}',
  'add-issuer': 'Adicionar o emissor {name}',
  'add-channel': 'Criar um canal para {name}',
  enrol: 'Criar um código de inscrição',
  limits: 'Alterar os seus limites',
  done: 'Feito: {label}',
  undo: 'Desfazer',
}

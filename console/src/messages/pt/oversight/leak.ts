import type { Translation } from '../../catalogue.ts'

export const leak: Translation<'leak'> = {
  title: 'Um token ou uma palavra-passe foi divulgado',
  intro:
    'Cole o segredo, ou um texto que o contenha: um registo, uma conversa, um ficheiro. Veja de quem é e o que alcançou, e termine-o com um só gesto.',
  back: 'Todos os clientes',
  text: 'Texto com o segredo',
  'text.help':
    'É comparado e esquecido: não é guardado nem registado. Uma palavra-passe é encontrada se o texto indicar o seu cliente.',
  search: 'Procurar de quem é',
  forgotten: 'O texto foi esquecido. Cole-o de novo para voltar a procurar.',
  none: 'O texto não contém nenhum segredo desta instalação.',
  nobody: 'Segredos do nosso padrão que não são de nenhum cliente que possa gerir: {count}. Avise um administrador.',
  'not-allowed': 'É necessária a permissão de gerir clientes.',
  of: 'Segredo de {client}',
  made: 'Criado em {time}.',
  used: 'Última utilização {time} a partir de {address}.',
  unused: 'Nunca foi usado.',
  reached: 'Pedidos nos últimos {days} dias: {count}.',
  transactions: 'Transações do cliente',
  end: 'Revogá-lo e criar um sucessor',
  'end.help': 'O próximo pedido com ele é recusado. O cliente precisa do sucessor de imediato.',
  ended: 'terminado',
  'ended.why': 'O segredo divulgado terminou: o gateway recusa-o a partir de agora.',
  successor: 'Copie o sucessor agora: nunca mais é mostrado.',
  'no-successor': 'Não há sucessor, mas o segredo divulgado está revogado',
  'no-code': 'Não há código de inscrição',
}

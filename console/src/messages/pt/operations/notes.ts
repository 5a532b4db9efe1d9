import type { Translation } from '../../catalogue.ts'
export const notes: Translation<'notes'> = {
  title: 'Notas',
  none: 'Ainda não há notas.',
  one: '{name}, {time}',
  text: 'Nova nota',
  help: 'Quem pode ver esta página lê a nota. Não escreva palavras-passe nem dados de pacientes.',
  add: 'Adicionar a nota',
  remove: 'Remover a nota: {name}, {time}',
}

import { words } from '../../lib/words.ts'

export const searchKeyWords = words({
  name: ['Search key', 'Clé de recherche', 'Chave de pesquisa'],
  value: ['Its value, whole', 'Sa valeur, entière', 'O seu valor, inteiro'],
  find: ['Find every message', 'Trouver tous les messages', 'Encontrar todas as mensagens'],
  found: ['{name} is {value}', '{name} est {value}', '{name} é {value}'],
  clear: ['Look for this value no more', 'Ne plus chercher cette valeur', 'Deixar de procurar este valor'],
})

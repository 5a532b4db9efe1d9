import { words } from '../lib/words.ts'

export const uiWords = words({
  close: ['Close', 'Fermer', 'Fechar'],
  'take-away': ['Remove the filter', 'Retirer le filtre', 'Retirar o filtro'],
  cancel: ['Cancel', 'Annuler', 'Cancelar'],
  delete: ['Delete', 'Supprimer', 'Eliminar'],
  search: ['Search', 'Rechercher', 'Procurar'],
  copy: ['Copy', 'Copier', 'Copiar'],
  copied: ['Copied', 'Copié', 'Copiado'],
  unsaved: [
    'Discard what you changed? It is not saved.',
    'Abandonner vos modifications ? Elles ne sont pas enregistrées.',
    'Descartar o que alterou? Não está guardado.',
  ],
  'unsaved.keep': ['Keep editing', 'Continuer', 'Continuar a editar'],
  'unsaved.discard': ['Discard', 'Abandonner', 'Descartar'],
  loading: ['Loading…', 'Chargement…', 'A carregar…'],
  retry: ['Try again', 'Réessayer', 'Tentar de novo'],
  'failure.unauthenticated': [
    'You are not signed in. Sign in again.',
    'Vous n’êtes pas connecté. Connectez-vous à nouveau.',
    'Não tem sessão iniciada. Inicie sessão de novo.',
  ],
  'failure.forbidden': [
    'This is forbidden for your user. Ask an administrator for the permission.',
    'Ceci est interdit à votre utilisateur. Demandez l’autorisation à un administrateur.',
    'Isto é proibido ao seu utilizador. Peça a permissão a um administrador.',
  ],
  'failure.not-found': ['This was not found.', 'Introuvable.', 'Não foi encontrado.'],
  'failure.server': [
    'The server reports an error: {detail}',
    'Le serveur signale une erreur : {detail}',
    'O servidor comunica um erro: {detail}',
  ],
  'failure.unreachable': [
    'The server cannot be reached. What you typed is kept; it is not known whether the last change was done.',
    'Le serveur est injoignable. Votre saisie est conservée ; on ne sait pas si la dernière modification a été faite.',
    'O servidor não responde. O que escreveu fica guardado; não se sabe se a última alteração foi feita.',
  ],
  'arrived.changes': [
    'The answer was lost on the way, but the server has your changes: they are saved.',
    'La réponse s’est perdue, mais le serveur a vos modifications : elles sont enregistrées.',
    'A resposta perdeu-se, mas o servidor tem as suas alterações: estão guardadas.',
  ],
  'arrived.new': [
    'The answer was lost on the way, and the server has {name} now. Look at it before you save again.',
    'La réponse s’est perdue, et le serveur a maintenant {name}. Vérifiez avant d’enregistrer à nouveau.',
    'A resposta perdeu-se, e o servidor tem agora {name}. Veja antes de guardar de novo.',
  ],
  'failure.own': [
    'This console has a fault ({detail}). Please report it. What you typed is kept; nothing is known to be wrong with the server.',
    'Cette console a un défaut ({detail}). Merci de le signaler. Votre saisie est conservée ; le serveur n’est pas en cause, que l’on sache.',
    'Esta consola tem um defeito ({detail}). Comunique-o, por favor. O que escreveu fica guardado; não se sabe de nada errado no servidor.',
  ],
  'failure.shape': [
    'The server answered something that this console does not understand. Reload the page.',
    'Le serveur a répondu quelque chose que cette console ne comprend pas. Rechargez la page.',
    'O servidor respondeu algo que esta consola não entende. Recarregue a página.',
  ],
})

import { words } from '../lib/words.ts'

export const uiWords = words({
  close: ['Close', 'Fermer', 'Fechar'],
  cancel: ['Cancel', 'Annuler', 'Cancelar'],
  delete: ['Delete', 'Supprimer', 'Eliminar'],
  search: ['Search', 'Rechercher', 'Procurar'],
  copy: ['Copy', 'Copier', 'Copiar'],
  copied: ['Copied', 'Copié', 'Copiado'],
  unsaved: [
    'Leave this page? What you changed is not saved.',
    'Quitter cette page ? Vos modifications ne sont pas enregistrées.',
    'Sair desta página? O que alterou não está guardado.',
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
  'failure.shape': [
    'The server answered something that this console does not understand. Reload the page.',
    'Le serveur a répondu quelque chose que cette console ne comprend pas. Rechargez la page.',
    'O servidor respondeu algo que esta consola não entende. Recarregue a página.',
  ],
})
